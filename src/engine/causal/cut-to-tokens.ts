/** @file A text cut to a number of tokens, as text: what follows it on its line may change its last token. Pure. */

/** No token of a plain text is longer, or the cut is a little short. */
const MOST_CHARACTERS_PER_TOKEN = 24;

/** The beginning of `text` that takes at most `limit` tokens by `count`; nearly the longest. No surrogate pair is cut. */
export function cutToTokens(text: string, limit: number, count: (text: string) => number): string {
  let end = Math.min(text.length, limit * MOST_CHARACTERS_PER_TOKEN);
  while (end > 0) {
    const kept = end === text.length ? text : text.slice(0, end).replace(/[\uD800-\uDBFF]$/, '');
    const tokens = count(kept);
    if (tokens <= limit) return kept;
    end = Math.min(end - 1, Math.ceil((end * limit) / tokens));
  }
  return '';
}
