/** @file What tells passages apart, for whatever is kept of them. */

type Passage = { readonly title?: string; readonly text: string };

/** A job asks for the key of a passage half a dozen times; made once, the string keeps its hash as well. */
const keys = new WeakMap<Passage, string>();

/** Title and text apart, so that a title's words moved into the text make another key; either may hold any character. */
export function passageKey(passage: Passage): string {
  let key = keys.get(passage);
  if (key === undefined) {
    const { title = '', text } = passage;
    key = `${title.length}:${title}${text}`;
    keys.set(passage, key);
  }
  return key;
}
