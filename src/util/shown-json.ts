/** @file Formats a value of a file for an error message. */

const LONGEST = 100;
const HALF_A_PAIR = /[\uD800-\uDBFF]$/;

/** The value as JSON, cut after 100 characters. Numbers without JSON, such as NaN, are shown as `String` does. */
export function shownJson(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return shortened(jsonOf(value) ?? 'undefined');
}

/** A name or a text of a file, cut after 100 characters. */
export function shortened(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST).replace(HALF_A_PAIR, '')}…` : text;
}

/** Undefined for what has no JSON, such as functions. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return 'an object without JSON'; // a cycle, or a BigInt in it
  }
}
