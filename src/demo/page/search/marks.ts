/**
 * @file The marks in a passage: the sentence that answers the query, and the words that contributed most to the score.
 */
import type { Explanation } from 'rankside';
import { isStopWord } from '../../../words/stop-words';
import { wordsOf } from '../../../words/words';
import { sentencesOf } from '../../../util/sentences';
import type { Mark } from '../ui/marked-text';
import type { CardData } from './card-data';

type Scored = Explanation['tokens'][number];

export type Marks = {
  readonly marks: readonly Mark[];
  /** The offset of the sentence that an excerpt should contain. */
  readonly focus: number;
};

/**
 * Marks from the explanation when the score reaches the threshold. Relevance is relative within one passage, so that
 * the explanation of a passage without an answer would mark its least irrelevant words: below the threshold only the
 * words of the query are marked, and no sentence.
 */
export function marksOfCard({ hit, terms, score, explanation }: CardData, threshold = 0): Marks {
  if (!(score < threshold)) return marksOf(hit.text, terms, Number.isFinite(score) ? explanation : undefined);
  const { marks, focus } = marksOf(hit.text, terms);
  return { marks: marks.filter(({ kind }) => kind !== 'sentence'), focus };
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
  const words = relevantWords(text, tokens);
  const top = words.reduce((most, { relevance }) => Math.max(most, relevance), 0);
  const marked = words
    .filter(({ relevance }) => relevance >= top * 0.5 && relevance > 0)
    .sort((a, b) => b.relevance - a.relevance)
    .slice(0, MAX_WORDS)
    .map(({ start, end, relevance }): Mark => ({ start, end, kind: relevance >= top * 0.8 ? 'strong' : 'word' }));
  const sentence: Mark[] = best === undefined ? [] : [{ start: best.start, end: best.end, kind: 'sentence' }];
  return { marks: [...sentence, ...marked], focus: best?.start ?? 0 };
}

/**
 * The whole words that contain the tokens of the model, which may be parts of words, with the relevance of the best
 * token. Stop words can have a high relevance, since their vectors contain the meaning of their neighbours, but marking
 * them is no help.
 */
function relevantWords(text: string, tokens: Explanation['tokens']): Scored[] {
  const sorted = [...tokens].sort((a, b) => a.start - b.start);
  let at = 0;
  return wordsOf(text).flatMap(({ start, end, terms }) => {
    let relevance = -Infinity;
    while (at < sorted.length && sorted[at]!.start < end) {
      if (sorted[at]!.end > start) relevance = Math.max(relevance, sorted[at]!.relevance);
      if (sorted[at]!.end > end) break;
      at += 1;
    }
    return relevance > -Infinity && !terms.every(isStopWord) ? [{ start, end, relevance }] : [];
  });
}

/** `terms` are words as the index contains them. */
function marksByTerms(text: string, terms: readonly string[]): Marks {
  if (terms.length === 0) return { marks: [], focus: 0 };
  const wanted = new Set(terms);
  const words = wordsOf(text)
    .filter((word) => word.terms.some((term) => wanted.has(term)))
    .map(({ start, end }): Mark => ({ start, end, kind: 'word' }));
  const best = sentencesOf(text)
    .map(({ start, end }) => ({ start, end, count: countIn(words, start, end) }))
    .reduce((a, b) => (b.count > a.count ? b : a), { start: 0, end: 0, count: 0 });
  const sentence: Mark[] = best.count === 0 ? [] : [{ start: best.start, end: best.end, kind: 'sentence' }];
  return { marks: [...sentence, ...words.slice(0, 40)], focus: best.start };
}

function countIn(words: readonly Mark[], start: number, end: number): number {
  return words.filter((word) => word.start >= start && word.end <= end).length;
}
