/** @file What tells passages apart, for whatever is kept of them. */

/** Title and text apart, so that a title's words moved into the text make another key; either may hold any character. */
export function keyOf({ title = '', text }: { readonly title?: string; readonly text: string }): string {
  return `${title.length}:${title}${text}`;
}
