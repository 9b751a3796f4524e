/** @file The key of a passage for caches. */

type Passage = { readonly title?: string; readonly text: string };

/** A job needs the key of a passage about six times. A string that is made once also keeps its hash. */
const keys = new WeakMap<Passage, string>();

/**
 * The key contains the title's length, so moving words from the title to the text changes it. Both may contain any
 * character.
 */
export function passageKey(passage: Passage): string {
  let key = keys.get(passage);
  if (key === undefined) {
    const { title = '', text } = passage;
    key = `${title.length}:${title}${text}`;
    keys.set(passage, key);
  }
  return key;
}
