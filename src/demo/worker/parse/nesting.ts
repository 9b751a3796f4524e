/**
 * @file Tells whether XML is nested so deeply that its readers, whose time grows with the depth, would take too long.
 */

const MAX_DEPTH = 1000;

/** The time is linear in the text. */
export function isDeeplyNested(xml: string): boolean {
  let depth = 0;
  for (let at = xml.indexOf('<'); at >= 0; at = xml.indexOf('<', at + 1)) {
    const next = xml.charCodeAt(at + 1);
    if (next === SLASH) depth -= 1;
    else if (next !== EXCLAMATION && next !== QUESTION && !isEmpty(xml, at)) depth += 1;
    if (depth > MAX_DEPTH) return true;
  }
  return false;
}

const [SLASH, EXCLAMATION, QUESTION] = [0x2f, 0x21, 0x3f];
/** A longer tag is taken for one that is not empty. */
const MAX_TAG = 2000;

function isEmpty(xml: string, start: number): boolean {
  const end = xml.slice(start, start + MAX_TAG).indexOf('>');
  return end > 0 && xml.charAt(start + end - 1) === '/';
}
