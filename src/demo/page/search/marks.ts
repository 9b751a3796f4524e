/** @file What to mark in a passage: the sentence that answers and the words that earned the score. */
import type { Explanation } from 'rankside';
import { isStopWord } from '../../shared/stop-words';
import type { Mark } from '../ui/marked-text';
import type { Row } from './rows';

type Scored = Explanation['tokens'][number];

export type Marks = {
  readonly marks: readonly Mark[];
  /** Start of the sentence to begin an excerpt with. */
  readonly focus: number;
};

/** Relevance compares within one passage alone: of one that does not answer, the least bad words would shine. Those show the query's own. */
export function marksOfRow({ hit, terms, score, explanation }: Row, threshold = 0): Marks {
  return marksOf(hit.text, terms, score >= threshold ? explanation : undefined);
}

/** Words marked at most; a passage that is all yellow says nothing. */
const MOST_WORDS = 8;

export function marksOf(
  text: string,
  terms: readonly string[],
  explanation?: Pick<Explanation, 'sentences' | 'tokens'>,
): Marks {
  return explanation === undefined ? byTerms(text, terms) : byExplanation(text, explanation);
}

function byExplanation(text: string, { sentences, tokens }: Pick<Explanation, 'sentences' | 'tokens'>): Marks {
  const best = sentences.reduce<Scored | undefined>(
    (a, b) => (a === undefined || b.relevance > a.relevance ? b : a),
    undefined,
  );
  // Small words take their meaning from their neighbours, and so may score high; marked, they would say nothing.
  const speaking = tokens.filter(({ start, end }) => isSpeaking(text.slice(start, end)));
  const top = speaking.reduce((most, { relevance }) => Math.max(most, relevance), 0);
  const words = speaking
    .filter(({ relevance }) => relevance >= top * 0.5 && relevance > 0)
    .sort((a, b) => b.relevance - a.relevance)
    .slice(0, MOST_WORDS)
    .map(({ start, end, relevance }): Mark => ({ start, end, kind: relevance >= top * 0.8 ? 'strong' : 'word' }));
  const sentence: Mark[] = best === undefined ? [] : [{ start: best.start, end: best.end, kind: 'sentence' }];
  return { marks: [...sentence, ...words], focus: best?.start ?? 0 };
}

function isSpeaking(token: string): boolean {
  return /[\p{L}\p{N}]/u.test(token) && !isStopWord(token.toLowerCase());
}

/** Without an explanation: the query's words, and the sentence that has most of them. */
function byTerms(text: string, terms: readonly string[]): Marks {
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
