/**
 * @file The marks in a passage: the sentence that answers the query, and the words that contributed most to the score.
 */
import type { Explanation } from 'rankside';
import { isStopWord } from '../../shared/stop-words';
import type { Mark } from '../ui/marked-text';
import type { CardData } from './card-data';

type Scored = Explanation['tokens'][number];

export type Marks = {
  readonly marks: readonly Mark[];
  /** The offset of the sentence that an excerpt should contain. */
  readonly focus: number;
};

/**
 * Marks from the explanation when the score reaches the threshold, else the words of the query. Relevance is relative
 * within one passage, so that the explanation of a passage without an answer would mark its least irrelevant words.
 */
export function marksOfCard({ hit, terms, score, explanation }: CardData, threshold = 0): Marks {
  return marksOf(hit.text, terms, score >= threshold ? explanation : undefined);
}

/** At most this many words are marked, so that the marks stand out. */
const MAX_WORDS = 8;

export function marksOf(
  text: string,
  terms: readonly string[],
  explanation?: Pick<Explanation, 'sentences' | 'tokens'>,
): Marks {
  return explanation === undefined ? marksByTerms(text, terms) : marksByExplanation(text, explanation);
}

function marksByExplanation(text: string, { sentences, tokens }: Pick<Explanation, 'sentences' | 'tokens'>): Marks {
  const best = sentences.reduce<Scored | undefined>(
    (a, b) => (a === undefined || b.relevance > a.relevance ? b : a),
    undefined,
  );
  // Stop words can have a high relevance, since their vectors contain the meaning of their neighbours, but marking them
  // is no help.
  const contentWords = tokens.filter(({ start, end }) => isContentWord(text.slice(start, end)));
  const top = contentWords.reduce((most, { relevance }) => Math.max(most, relevance), 0);
  const words = contentWords
    .filter(({ relevance }) => relevance >= top * 0.5 && relevance > 0)
    .sort((a, b) => b.relevance - a.relevance)
    .slice(0, MAX_WORDS)
    .map(({ start, end, relevance }): Mark => ({ start, end, kind: relevance >= top * 0.8 ? 'strong' : 'word' }));
  const sentence: Mark[] = best === undefined ? [] : [{ start: best.start, end: best.end, kind: 'sentence' }];
  return { marks: [...sentence, ...words], focus: best?.start ?? 0 };
}

function isContentWord(token: string): boolean {
  return /[\p{L}\p{N}]/u.test(token) && !isStopWord(token.toLowerCase());
}

/** Marks the words of the query and the sentence that contains most of them. */
function marksByTerms(text: string, terms: readonly string[]): Marks {
  if (terms.length === 0) return { marks: [], focus: 0 };
  const wanted = new Set(terms);
  const words = [...text.matchAll(/[\p{L}\p{N}]+/gu)]
    .filter(({ 0: word }) => wanted.has(word.toLowerCase()))
    .map(({ index, 0: word }): Mark => ({ start: index, end: index + word.length, kind: 'word' }));
  const best = [...text.matchAll(/[^.!?]+[.!?]*\s*/g)]
    .map(({ index, 0: sentence }) => ({
      start: index,
      end: index + sentence.trimEnd().length,
      count: countIn(words, index, index + sentence.length),
    }))
    .reduce((a, b) => (b.count > a.count ? b : a), { start: 0, end: 0, count: 0 });
  const sentence: Mark[] = best.count === 0 ? [] : [{ start: best.start, end: best.end, kind: 'sentence' }];
  return { marks: [...sentence, ...words.slice(0, 40)], focus: best.start };
}

function countIn(words: readonly Mark[], start: number, end: number): number {
  return words.filter((word) => word.start >= start && word.end <= end).length;
}
