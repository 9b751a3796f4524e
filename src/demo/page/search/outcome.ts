/** @file The outcome of a search: how many passages answer the question, and whether any does. */
import { isStopWord } from '../../../words/stop-words';
import { wordsOf } from '../../../words/words';
import { verdictOf } from '../ui/verdict';
import type { CardData } from './card-data';

export type Outcome = {
  readonly answers: number;
  readonly mayAnswer: number;
  /** Whether passages were scored and none of them reaches the threshold. */
  readonly isNothing: boolean;
  /** How many of the passages contain every word of the question, apart from stop words. */
  readonly withAllWords: number;
};

/** Counts over the cards on screen. Without a threshold nothing is said about the scores. */
export function outcomeOf(cards: readonly CardData[], question: string, threshold: number | undefined): Outcome {
  const verdicts = cards.map(({ score }) => verdictOf(score, threshold));
  const [answers, mayAnswer] = (['answers', 'may answer'] as const).map(
    (verdict) => verdicts.filter((each) => each === verdict).length,
  ) as [number, number];
  const isNothing = answers + mayAnswer === 0 && verdicts.includes('related');
  return { answers, mayAnswer, isNothing, withAllWords: countWithAllWords(cards, question) };
}

function countWithAllWords(cards: readonly CardData[], question: string): number {
  const wanted = wordsOf(question).filter(({ terms }) => !terms.some(isStopWord));
  if (wanted.length === 0) return 0;
  return cards.filter(({ hit: { text, heading, name } }) => {
    const terms = new Set(wordsOf(`${name}\n${heading}\n${text}`).flatMap((word) => word.terms));
    return wanted.every((word) => word.terms.some((term) => terms.has(term)));
  }).length;
}
