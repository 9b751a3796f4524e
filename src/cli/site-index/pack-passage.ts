/** @file The vectors of a passage in the form in which an index keeps them. */
import type { TokenVectors } from '../../engine/token-vectors';
import { toFewBits } from '../../site-index/few-bits';
import type { VectorShape } from '../../site-index/index-files';
import { poolTokens } from '../../site-index/pool-tokens';

/** How much is kept of the vectors; `share` is the part of the tokens. */
export type Shrinking = Pick<VectorShape, 'bits' | 'pooledBits'> & { readonly share: number };

export type PackedPassage = { readonly tokens: Uint8Array; readonly pooled: Uint8Array };

export function packPassage(vectors: TokenVectors, { share, bits, pooledBits }: Shrinking): PackedPassage {
  const { components, scales, dimensions, rows, pooled } = vectors;
  const wide = Float32Array.from(components, (value, i) => value * scales[Math.floor(i / dimensions)]!);
  const tokens = poolTokens(wide, dimensions, Math.max(1, Math.ceil(rows * share)));
  const mean = Float32Array.from(pooled, (value) => value * vectors.pooledScale);
  return { tokens: toFewBits(tokens, dimensions, bits), pooled: toFewBits(mean, pooled.length, pooledBits) };
}
