/** @file Text from elsewhere made safe for one line of a terminal. */

/** White space, control characters (an escape sequence's lead is one), bidirectional overrides and lone surrogates. */
const unsafe = /[\s\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]+/gu;

/** Each run of unsafe characters becomes one space; what is longer than `limit` characters is cut and ends with "…". */
export function oneLine(text: string, limit = Infinity): string {
  // Cut before cleaning, so that a megabyte of text costs what a line costs.
  const head = Number.isFinite(limit) ? text.slice(0, limit * 8) : text;
  const clean = head.replace(unsafe, ' ').trim();
  const characters = Array.from(clean);
  const isCut = characters.length > limit || head.length < text.length;
  return isCut ? `${characters.slice(0, limit).join('')}…` : clean;
}
