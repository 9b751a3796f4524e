/** @file Collects the pooled vectors of several texts as the rows of one matrix. */
import type { PooledVectors } from '../core/types';
import type { TokenVectors } from './token-vectors';

/** A text without vectors has a row of zeros. */
export function pooledRows(
  texts: readonly (Pick<TokenVectors, 'pooled' | 'pooledScale'> | undefined)[],
): PooledVectors {
  const dimensions = texts.reduce((most, each) => Math.max(most, each?.pooled.length ?? 0), 0);
  const components = new Int8Array(texts.length * dimensions); // (texts, dimensions)
  const scales = new Float32Array(texts.length);
  texts.forEach((each, row) => {
    if (each === undefined) return;
    components.set(each.pooled, row * dimensions);
    scales[row] = each.pooledScale;
  });
  return { dimensions, components, scales };
}
