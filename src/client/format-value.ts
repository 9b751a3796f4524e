/** @file Formats a value that a caller passed, for quotation in an error message. */

export function formatValue(value: unknown): string {
  if (typeof value === 'string') return `\`${visible(value.slice(0, 40))}\``;
  if (typeof value === 'function') return 'a function';
  if (value === null || typeof value !== 'object') return `\`${String(value)}\``;
  return Array.isArray(value) ? 'an array' : 'an object';
}

/** Formats a value where a number was expected, so that the text "5" is not mistaken for the number 5. */
export function formatNonNumber(value: unknown): string {
  return typeof value === 'string' ? `the string ${formatValue(value)}` : formatValue(value);
}

/** Writes control and format characters as escape sequences. White space stays. */
function visible(text: string): string {
  return text.replace(/(?!\s)[\p{Cc}\p{Cf}]/gu, (unseen) => `\\u{${unseen.codePointAt(0)!.toString(16)}}`);
}
