/** @file Searches in the texts of passages themselves, for phrases and for words that the index leaves out. */
import { termsOf, wordsOf } from '../../words/words';
import { type IndexedDocument, chunkId } from './indexed-documents';

/** Whether the words of `phrase` follow one another in the text, in any case and any normal form. */
export function containsPhrase(text: string, phrase: string): boolean {
  const wanted = wordsOf(phrase);
  if (wanted.length === 0) return text.toLowerCase().includes(phrase.toLowerCase());
  const words = wordsOf(text);
  return words.some((_, at) =>
    wanted.every(({ terms: [term = ''] }, offset) => words[at + offset]?.terms.includes(term) === true),
  );
}

type Scanned = { readonly id: string; readonly score: number; readonly terms: readonly string[] };

/**
 * The passages that contain the words in sequence, the densest first; if there is none, those that contain all of them.
 *
 * @param phrases each must occur
 */
export function scanForWords(scope: readonly IndexedDocument[], phrases: readonly string[]): Scanned[] {
  const terms = phrases.flatMap(termsOf);
  const inSequence = scan(scope, phrases.map(patternOf), terms);
  if (inSequence.length > 0) return inSequence;
  const words = [
    ...new Set(phrases.flatMap((phrase) => wordsOf(phrase).map(({ start, end }) => phrase.slice(start, end)))),
  ];
  return scan(scope, words.map(patternOf), terms);
}

function scan(scope: readonly IndexedDocument[], patterns: readonly RegExp[], terms: readonly string[]): Scanned[] {
  const found: Scanned[] = [];
  for (const { record, content } of scope) {
    content.chunks.forEach(({ start, end }, chunkIndex) => {
      const counts = patterns.map((pattern) => countIn(content.text, pattern, start, end));
      if (counts.includes(0)) return;
      const score = counts.reduce((sum, count) => sum + count, 0) / Math.sqrt(end - start + 200);
      found.push({ id: chunkId(record.id, chunkIndex), score, terms });
    });
  }
  return found.sort((a, b) => b.score - a.score);
}

function countIn(text: string, pattern: RegExp, start: number, end: number): number {
  return text.slice(start, end).match(pattern)?.length ?? 0;
}

/** The words with anything but letters and digits between them, in capitals only when the phrase is. */
function patternOf(phrase: string): RegExp {
  const words = wordsOf(phrase).map(({ start, end }) =>
    phrase.slice(start, end).replace(/[.*+?^${}()|[\]\\]/g, '\\$&'),
  );
  const isInCapitals = /^\P{Ll}*\p{Lu}\P{Ll}*\p{Lu}\P{Ll}*$/u.test(phrase);
  const between = String.raw`[^\p{L}\p{N}]{1,8}`;
  return new RegExp(String.raw`(?<![\p{L}\p{N}])${words.join(between)}(?![\p{L}\p{N}])`, isInCapitals ? 'gu' : 'giu');
}
