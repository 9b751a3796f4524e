/** @file Reads tokens, probabilities and attention from a decoder's outputs. Pure. */
import type { Head } from '../../models/abilities';
import { expectFinite } from '../runtimes/outputs';
import type { OutputTensor } from '../runtimes/runtime';
import type { Step } from './decoder';
import type { Span } from './prompt-tokens';

/** The token with the largest logit; the first of several equal ones. */
export function likeliestToken(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id]! > logits[best]!) best = id;
  return best;
}

/**
 * The natural logarithm of the probability (softmax) of token `id` at `position`, counted among the positions that have
 * logits.
 */
export function logProbability(
  { logits, vocabulary }: Pick<Step, 'logits' | 'vocabulary'>,
  position: number,
  id: number,
): number {
  const row = logits.subarray(position * vocabulary, (position + 1) * vocabulary);
  return row[id]! - logNormalizer(row);
}

/** The natural logarithm of the sum of exponentials. */
export function logNormalizer(logits: Float32Array): number {
  const largest = logits.reduce((most, logit) => Math.max(most, logit), -Infinity);
  return largest + Math.log(logits.reduce((total, logit) => total + Math.exp(logit - largest), 0));
}

/** The attention that each token of `span` receives, summed over `heads`: (layers, heads, tokens) → (span). */
export function sumAttention({ data, dims }: OutputTensor, { from, to }: Span, heads?: readonly Head[]): Float32Array {
  const [layers = 0, perLayer = 0, tokens = 0] = dims;
  const mass = new Float32Array(to - from);
  const all = Array.from({ length: layers * perLayer }, (_, headIndex) => headIndex);
  for (const headIndex of heads?.map(([layer, head]) => layer * perLayer + head) ?? all) {
    for (let token = from; token < to; token++) mass[token - from]! += data[headIndex * tokens + token]!;
  }
  return mass;
}

/**
 * The largest value of each distinct token. `ids` and `values` are (tokens).
 *
 * @throws EngineLost if a value is not finite
 */
export function largestByToken(ids: readonly number[], values: Float32Array): Map<number, number> {
  const largest = new Map<number, number>();
  ids.forEach((id, index) => largest.set(id, Math.max(largest.get(id) ?? -Infinity, expectFinite(values[index]!))));
  return largest;
}
