/** @file The part of a passage that a card shows: the matched sentence, with some of what stands around it. */

/** Characters before the focus, and all in all. */
const BEFORE = 90;
const LENGTH = 420;

/** A range of the text that starts and ends between words. */
export function excerptRange(text: string, focus: number): { readonly from: number; readonly to: number } {
  if (text.length <= LENGTH) return { from: 0, to: text.length };
  const from = focus <= BEFORE ? 0 : wordStart(text, Math.min(focus - BEFORE, text.length - LENGTH));
  const to = from + LENGTH >= text.length ? text.length : text.lastIndexOf(' ', from + LENGTH);
  return { from, to: to > from ? to : Math.min(text.length, from + LENGTH) };
}

function wordStart(text: string, at: number): number {
  const space = text.indexOf(' ', Math.max(0, at));
  return space < 0 || space > at + 40 ? Math.max(0, at) : space + 1;
}
