/** @file Arithmetic over a decoder's outputs. Pure. */
import type { Head } from '../../models/abilities';
import { expectFinite } from '../runtimes/outputs';
import type { OutputTensor } from '../runtimes/runtime';
import type { Step } from './decoder';
import type { Span } from './prompt-tokens';

/** The token with the largest logit, the first of equals. */
export function likeliestToken(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++) if (logits[id]! > logits[best]!) best = id;
  return best;
}

/** Natural logarithm of the softmax at the kept position `at`. */
export function logProbability(
  { logits, vocabulary }: Pick<Step, 'logits' | 'vocabulary'>,
  at: number,
  id: number,
): number {
  const row = logits.subarray(at * vocabulary, (at + 1) * vocabulary);
  const largest = row.reduce((most, logit) => Math.max(most, logit), -Infinity);
  const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0);
  return row[id]! - largest - Math.log(sum);
}

/** What each token of `span` gets, summed over `heads`: (layers, heads, tokens) → (span). */
export function sumAttention({ data, dims }: OutputTensor, { from, to }: Span, heads?: readonly Head[]): Float32Array {
  const [layers = 0, perLayer = 0, tokens = 0] = dims;
  const mass = new Float32Array(to - from);
  const every = Array.from({ length: layers * perLayer }, (_, at) => at);
  for (const at of heads?.map(([layer, head]) => layer * perLayer + head) ?? every) {
    for (let token = from; token < to; token++) mass[token - from]! += data[at * tokens + token]!;
  }
  return mass;
}

/** Of each token the largest of its values, checked to be finite: (tokens) each. */
export function largestByToken(ids: readonly number[], values: Float32Array): Map<number, number> {
  const largest = new Map<number, number>();
  ids.forEach((id, at) => largest.set(id, Math.max(largest.get(id) ?? -Infinity, expectFinite(values[at]!))));
  return largest;
}
