/**
 * @file How the fake engine reads and answers a prompt: like a language model that can only find shared words. Pure.
 */
import type { FilledPrompt, PromptPart } from '../prompts/prompt';

export type FakePrompt = {
  readonly query: readonly string[];
  readonly passages: readonly (readonly string[])[];
  readonly truncatedTokens: readonly number[];
  /** The prompt's own text. */
  readonly instructions: string;
};

export const WORD = /[\p{L}\p{N}]+/gu;

export function wordsOf(text: string): string[] {
  return (text.match(WORD) ?? []).map((word) => word.toLowerCase());
}

/** The number of shared words, divided by the square root of the passage's length. */
export function relevance(passage: readonly string[], query: readonly string[]): number {
  const queryWords = new Set(query);
  return passage.filter((word) => queryWords.has(word)).length / Math.sqrt(1 + passage.length);
}

/** @param limit number of words that are read of a passage */
export function readPrompt({ system, user, answer }: FilledPrompt, limit: number): FakePrompt {
  const pieces = [...system, ...user, ...answer];
  const of = (from: PromptPart['from']) =>
    pieces.filter((piece) => piece.from === from).map(({ text }) => wordsOf(text));
  const passages = of('passage');
  return {
    query: of('query').flat(),
    passages: passages.map((words) => words.slice(0, limit)),
    truncatedTokens: passages.map((words) => Math.max(0, words.length - limit)),
    instructions: pieces.flatMap(({ from, text }) => (from === 'prompt' ? [text] : [])).join(''),
  };
}

/** The logits for `yes` and `no`, for grades from `0` of one passage, or for one label of each passage. */
export function logitsOf(reading: FakePrompt, labels: readonly string[]): number[] {
  const [first = 0, ...others] = relevances(reading);
  if (labels[0] === 'yes') return [first, -first];
  if (others.length === 0 && labels[0] === '0') return gradeLogits(first, labels);
  const sign = reading.instructions.includes('least relevant') ? -1 : 1;
  return labels.map((_, index) => sign * ([first, ...others][index] ?? -1));
}

/** For each passage, the logits of grades from `0`. */
export function placeLogitsOf(reading: FakePrompt, labels: readonly string[]): number[][] {
  return relevances(reading).map((value) => gradeLogits(value, labels));
}

/** The grade that is the nearest to the relevance has the largest logit. */
function gradeLogits(value: number, labels: readonly string[]): number[] {
  const wanted = Math.min(1, value) * (labels.length - 1);
  return labels.map((_, grade) => -((grade - wanted) ** 2));
}

/** A word of the passage is likelier than any other word. */
export function likelihoodOf({ passages }: FakePrompt, target: readonly string[]) {
  const known = new Set(passages.flat());
  const total = target.reduce((sum, word) => sum - (known.has(word) ? 1 : 4), 0);
  return { total, tokens: target.length };
}

/** The tokens of the answer: thoughts or an order, as the prompt asks. */
export function answerOf(reading: FakePrompt): string[] {
  const values = relevances(reading);
  const order = values.map((_, index) => index).sort((a, b) => values[b]! - values[a]! || a - b);
  const ranked = order.flatMap((index, rank) => [...(rank === 0 ? [] : [' >']), ` [${index + 1}]`]);
  const thinks = reading.instructions.endsWith('Thoughts:');
  return thinks
    ? [' It', ' asks', ' for', ...reading.query.map((word) => ` ${word}`), '\n', 'Answer:', ...ranked]
    : ranked;
}

/** One for a word of the query and a tenth for any other, divided by the square root of the passage's length. */
export function attentionOf({ query, passages }: FakePrompt): Float32Array[] {
  const queryWords = new Set(query);
  return passages.map((words) =>
    Float32Array.from(words, (word) => (queryWords.has(word) ? 1 : 0.1) / Math.sqrt(1 + words.length)),
  );
}

function relevances({ passages, query }: FakePrompt): number[] {
  return passages.map((words) => relevance(words, query));
}
