/** @file The part of a passage that a card shows: the matched sentence and some text around it. */

/** How many characters precede the focus, and how long the excerpt is at most. */
const CHARACTERS_BEFORE = 90;
const MAX_CHARACTERS = 420;
/** How far the start may move to reach the beginning of a word. */
const MAX_SHIFT = 40;

/** A range of the text that contains `focus` and starts and ends between words. */
export function excerptRange(text: string, focus: number): { readonly from: number; readonly to: number } {
  if (text.length <= MAX_CHARACTERS) return { from: 0, to: text.length };
  const start = Math.min(focus - CHARACTERS_BEFORE, text.length - MAX_CHARACTERS);
  const from = focus <= CHARACTERS_BEFORE ? 0 : wordStart(text, start);
  const end = from + MAX_CHARACTERS;
  const to = end >= text.length ? text.length : text.lastIndexOf(' ', end);
  return { from, to: to > from ? to : Math.min(text.length, end) };
}

function wordStart(text: string, offset: number): number {
  const start = Math.max(0, offset);
  const space = text.indexOf(' ', start);
  return space < 0 || space > offset + MAX_SHIFT ? start : space + 1;
}
