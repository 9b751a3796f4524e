/**
 * White space, and what no font draws: control and format characters (NUL, the soft hyphen, the zero-width space), lone
 * surrogates, combining marks without a letter, fillers, and the empty Braille pattern.
 */
const UNSEEN = /^[\s\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Default_Ignorable_Code_Point}\u2800]*$/u;

/** Whether a text holds nothing that a person could read, so that it counts as an empty query. */
export function isBlank(text: string): boolean {
  return UNSEEN.test(text);
}
