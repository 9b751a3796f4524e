/**
 * @file The words of a text, found by one rule for the index, for queries and for marks, so that what is found is also
 * what is marked.
 *
 * A word is a run of letters, digits and marks (Unicode word boundaries, UAX 29); symbols part words. In scripts
 * without spaces, such as Chinese and Thai, `Intl.Segmenter` finds the words. The time is linear in the text.
 */
import { foldDiacritics, normalizeWord } from './normalize';
import { isStopWord } from './stop-words';

/** A word as written, with the terms under which it is indexed; the first term is the whole word. */
export type Word = { readonly start: number; readonly end: number; readonly terms: readonly string[] };

/** Zero-width characters within a word: they are part of its range and of no term. */
const INVISIBLE = String.raw`\u00ad\u180e\u200b-\u200d\u2060\ufeff`;
const LETTER = String.raw`[\p{L}\p{M}\p{N}_${INVISIBLE}]`;
/**
 * A currency sign before a word is part of it, as are the signs of `C++` and `C#`. Dots and apostrophes between letters
 * or digits part no word, nor do commas between digits.
 */
const WORD = new RegExp(
  String.raw`\p{Sc}?[\p{L}\p{M}\p{N}_]${LETTER}*(?:(?:[.'’]|(?<=\p{N}),(?=\p{N}))(?=[\p{L}\p{N}])${LETTER}+)*(?:\+\+|#(?![\p{L}\p{N}]))?`,
  'gu',
);
const WITHOUT_SPACES =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const ASCII_WORD = /^[a-z]+$/;
/** A longer run is data and no word; only its beginning is indexed. */
const MAX_LENGTH = 80;

/** The words in text order. Their ranges never overlap. */
export function wordsOf(text: string): Word[] {
  const words: Word[] = [];
  for (const { 0: run, index } of text.matchAll(WORD)) {
    if (ASCII_WORD.test(run)) words.push({ start: index, end: index + run.length, terms: [run.slice(0, MAX_LENGTH)] });
    else if (WITHOUT_SPACES.test(run)) pushSegments(words, run, index);
    else pushWord(words, run, index);
  }
  return words;
}

/** The terms of all words of a text, for an index. */
export function termsOf(text: string): string[] {
  return wordsOf(text).flatMap(({ terms }) => terms);
}

let segmenter: Intl.Segmenter | undefined;

/** A long run is segmented in parts, since the time of a segmenter may grow faster than the text. */
const SEGMENTED_AT_ONCE = 200;

function pushSegments(words: Word[], run: string, offset: number): void {
  segmenter ??= new Intl.Segmenter('ja', { granularity: 'word' });
  for (let from = 0; from < run.length; from += SEGMENTED_AT_ONCE) {
    for (const { segment, index, isWordLike } of segmenter.segment(run.slice(from, from + SEGMENTED_AT_ONCE)))
      if (isWordLike === true) pushWord(words, segment, offset + from + index);
  }
}

function pushWord(words: Word[], written: string, start: number): void {
  const terms = cachedTerms(written.slice(0, MAX_LENGTH));
  if (terms.length > 0) words.push({ start, end: start + written.length, terms });
}

/** Most words of a text are repetitions. The cache is emptied when it is full. */
const CACHE = new Map<string, readonly string[]>();
const MAX_CACHED = 20_000;

function cachedTerms(written: string): readonly string[] {
  let terms = CACHE.get(written);
  if (terms !== undefined) return terms;
  if (CACHE.size >= MAX_CACHED) CACHE.clear();
  terms = termsOfWord(written);
  CACHE.set(written, terms);
  return terms;
}

function termsOfWord(written: string): string[] {
  const plain = normalizeWord(written);
  const whole = plain.toLowerCase();
  const terms = new Set([whole]);
  // `WHO` is no stop word, unlike `who`, so it has a term of its own.
  if (isStopWord(whole) && /^\p{Lu}{2,}$/u.test(plain)) return [whole, plain];
  const add = (part: string): void => {
    const term = part.toLowerCase();
    if (term !== '') terms.add(term).add(foldDiacritics(term));
  };
  add(plain);
  if (whole.endsWith("n't")) return [...terms];
  const isSigned = plain.endsWith('+') || plain.endsWith('#');
  for (const piece of plain.split(/[\p{Sc}+#.,'’_]+/u)) {
    if (piece.length > 1 || /\p{N}/u.test(piece) || isSigned) add(piece);
    const parts = partsOfIdentifier(piece);
    if (parts.length > 1) for (const part of parts) if (part.length > 1) add(part);
  }
  terms.delete('');
  return /[\p{L}\p{N}]/u.test(whole) ? [...terms] : [];
}

/** `launchBoat` is `launch` and `boat`, `XMLHttpRequest` is `XML`, `Http` and `Request`. */
function partsOfIdentifier(word: string): string[] {
  return word.split(/(?<=\p{Ll})(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/u);
}
