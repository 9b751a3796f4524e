/** @file Reads the vectors of one row from the outputs of a micro-batch. */
import type { VectorBits } from '../../../models/abilities';
import { quantizeVector } from '../../token-vectors';
import type { QueryVectors, TokenVectors } from '../../token-vectors';
import type { OutputSections } from './batch-buffers';

export type RowPlace = {
  /** The row's position in the batch. */
  readonly index: number;
  /** Its first token in the batch. */
  readonly first: number;
  /** Its number of tokens. */
  readonly count: number;
};

export type VectorShape = {
  readonly hidden: number;
  readonly tokenDim: number;
  readonly bits: VectorBits;
  /** Whether the tokens have weights, as those of a query. */
  readonly weighted: boolean;
};

/** @param outputs a copy of the output buffer, whose parts are returned as copies */
export function readVectors(
  outputs: ArrayBuffer,
  sections: OutputSections,
  { index, first, count }: RowPlace,
  { hidden, tokenDim, bits, weighted }: VectorShape,
): TokenVectors | QueryVectors {
  const floats = (section: keyof OutputSections, start: number, length: number) =>
    new Float32Array(outputs, sections[section].offset + 4 * start, length);
  const width = (tokenDim * bits) / 8; // bytes
  const pooled = new Int8Array(hidden);
  const vectors = {
    rows: count,
    dimensions: tokenDim,
    bits,
    components: new Int8Array(outputs, sections.components.offset + first * width, count * width).slice(),
    scales: floats('scales', first, count).slice(),
    pooled,
    pooledScale: quantizeVector(floats('pooled', index * hidden, hidden), 0, hidden, pooled, 127),
  };
  return weighted ? { ...vectors, weights: floats('weights', first, count).slice() } : vectors;
}
