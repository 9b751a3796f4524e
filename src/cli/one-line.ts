/** @file Makes untrusted text safe for one line of a terminal. */

/** White space, control characters (which begin escape sequences), bidirectional overrides and lone surrogates. */
const unsafe = /[\s\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]+/gu;

/**
 * Replaces each run of unsafe characters by one space; a text longer than `limit` characters is cut and ends with "…".
 */
export function oneLine(text: string, limit = Infinity): string {
  // The text is cut before it is cleaned, so that a megabyte of text costs as much as a line.
  const head = Number.isFinite(limit) ? text.slice(0, limit * 8) : text;
  const clean = head.replace(unsafe, ' ').trim();
  const characters = Array.from(clean);
  const isCut = characters.length > limit || head.length < text.length;
  return isCut ? `${characters.slice(0, limit).join('')}…` : clean;
}
