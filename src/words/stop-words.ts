/** @file English stop words. They carry no subject; without them the index is smaller and a search is faster. */

const CONTRACTED = /(?:n't|'(?:s|re|ve|ll|d|m))$/;

const WORDS = new Set(
  (
    'a about am an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it its me my ' +
    'no not of on or our she should so than that the their them then there these they this those to was we were what when where which who ' +
    'why will with would you your'
  ).split(' '),
);

/** `word` must be in lower case. A contraction such as `what's` is one when its first word is. */
export function isStopWord(word: string): boolean {
  return WORDS.has(word) || (word.includes("'") && WORDS.has(word.replace(CONTRACTED, '')));
}
