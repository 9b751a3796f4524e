/** @file Cuts a text to a number of tokens. The result is a text, because the text that follows may change its last token. Pure. */

/** If a token of a plain text is longer than this, the cut is shorter than necessary. */
const MOST_CHARACTERS_PER_TOKEN = 24;

/** Nearly the longest beginning of `text` that has at most `limit` tokens by `count`. Surrogate pairs are not split. */
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
