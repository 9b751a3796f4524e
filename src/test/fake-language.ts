/**
 * @file How the fake engine reads a prompt and what it answers: as a language model would that knows shared words and nothing else. Pure.
 */
import type { FilledPrompt, PromptPart } from '../prompts/prompt';

export type FakePrompt = {
  readonly query: readonly string[];
  readonly passages: readonly (readonly string[])[];
  readonly truncatedTokens: readonly number[];
  /** The prompt's own words. */
  readonly instructions: string;
};

export const WORD = /[\p{L}\p{N}]+/gu;

export function wordsOf(text: string): string[] {
  return (text.match(WORD) ?? []).map((word) => word.toLowerCase());
}

/** Shared words by the square root of the passage's length. */
export function relevance(passage: readonly string[], query: readonly string[]): number {
  const queryWords = new Set(query);
  return passage.filter((word) => queryWords.has(word)).length / Math.sqrt(1 + passage.length);
}

/** @param limit words read of a passage */
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

/** For `yes` and `no`, for the grades `0` up of one passage, or for a label a passage. */
export function logitsOf(reading: FakePrompt, labels: readonly string[]): number[] {
  const [first = 0, ...others] = relevances(reading);
  if (labels[0] === 'yes') return [first, -first];
  if (others.length === 0 && labels[0] === '0') {
    const wanted = Math.min(1, first) * (labels.length - 1);
    return labels.map((_, grade) => -((grade - wanted) ** 2));
  }
  const sign = reading.instructions.includes('least relevant') ? -1 : 1;
  return labels.map((_, index) => sign * ([first, ...others][index] ?? -1));
}

/** A word that the passage has is likelier than one that it has not. */
export function likelihoodOf({ passages }: FakePrompt, target: readonly string[]) {
  const known = new Set(passages.flat());
  const total = target.reduce((sum, word) => sum - (known.has(word) ? 1 : 4), 0);
  return { total, tokens: target.length };
}

/** Token by token: scores, thoughts, or an order, by what the prompt asks for. */
export function answerOf(reading: FakePrompt): string[] {
  const values = relevances(reading);
  if (reading.instructions.includes('score each')) {
    return values.flatMap((value, index) => [`[${index + 1}]`, ` ${Math.round(10 * Math.min(1, value))}\n`]);
  }
  const order = values.map((_, index) => index).sort((a, b) => values[b]! - values[a]! || a - b);
  const ranked = order.flatMap((index, rank) => [...(rank === 0 ? [] : [' >']), ` [${index + 1}]`]);
  const thinks = reading.instructions.endsWith('Thoughts:');
  return thinks
    ? [' It', ' asks', ' for', ...reading.query.map((word) => ` ${word}`), '\n', 'Answer:', ...ranked]
    : ranked;
}

/** One for a word of the query, a tenth for any other, by the square root of the passage's length. */
export function attentionOf({ query, passages }: FakePrompt): Float32Array[] {
  const queryWords = new Set(query);
  return passages.map((words) =>
    Float32Array.from(words, (word) => (queryWords.has(word) ? 1 : 0.1) / Math.sqrt(1 + words.length)),
  );
}

function relevances({ passages, query }: FakePrompt): number[] {
  return passages.map((words) => relevance(words, query));
}
