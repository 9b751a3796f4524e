/** @file The one normal form of words: NFKC, without invisible characters, and the same without diacritics. */

const INVISIBLE = /[\u00ad\u180e\u200b-\u200d\u2060\ufeff]/g;

/** NFKC without soft hyphens and zero-width characters; the case is kept. Typographic apostrophes become `'`. */
export function normalizeWord(word: string): string {
  return word.normalize('NFKC').replace(INVISIBLE, '').replace(/’/g, "'");
}

/** In these scripts a mark may be left out by writers; in others, such as Devanagari, marks are vowels. */
const MARKED =
  /(?<=[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Arabic}\p{Script=Hebrew}]\p{Mn}*)\p{Mn}/gu;
/** Letters that Unicode does not decompose. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
};
const NOT_DECOMPOSED = new RegExp(`[${Object.keys(LETTERS).join('')}]`, 'g');

/** `word` must be in lower case and NFKC. */
export function foldDiacritics(word: string): string {
  if (/^[\u0000-\u007f]*$/.test(word)) return word;
  const stripped = word.normalize('NFD').replace(MARKED, '').normalize('NFC');
  return stripped.replace(NOT_DECOMPOSED, (letter) => LETTERS[letter] ?? letter);
}
