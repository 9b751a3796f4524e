/** @file Scores from pooled vectors: the query's vector, its cosine with a passage's, and the best passages by it. */
import type { EncodedPassage, Engine } from '../../engine/engine';
import type { TokenVectors } from '../../engine/token-vectors';
import type { PassageScore, Task } from '../contract/method';

/**
 * Returns the query's pooled vector, of length 1.
 *
 * @param expansion texts that are encoded with the query, by its template
 * @throws RerankError `query-too-long`
 */
export async function encodeQuery(
  query: string,
  engine: Engine,
  expansion: readonly string[] = [],
): Promise<Float32Array> {
  if (engine.embedQuery) return pooledOf(await engine.embedQuery(query, expansion));
  const [encoded] = await engine.embed!('query', [{ text: [query, ...expansion].join('\n') }]);
  return pooledOf(encoded!.vectors);
}

export function pooledOf({ pooled, pooledScale }: TokenVectors): Float32Array {
  return Float32Array.from(pooled, (component) => component * pooledScale);
}

/** The cosine of a query vector of any length and a passage's pooled vector, which has length 1. */
export function cosineWith(query: Float32Array, { pooled, pooledScale }: TokenVectors): number {
  let dot = 0;
  let squares = 0;
  for (let d = 0; d < query.length; d++) {
    dot += query[d]! * pooled[d]!;
    squares += query[d]! ** 2;
  }
  return (dot * pooledScale) / Math.sqrt(squares || 1);
}

/** Returns the indices of the `count` largest values, the largest first; equal values keep their order. */
export function indicesOfLargest(values: readonly number[], count: number): number[] {
  const indices = values.map((_, index) => index);
  return indices.sort((a, b) => values[b]! - values[a]! || a - b).slice(0, count);
}

/** @param encoded, logits one entry per pending passage, in the order of `pending` */
export function toScores(
  { pending }: Task,
  encoded: readonly EncodedPassage[],
  logits: readonly number[],
): PassageScore[] {
  return pending.map((index, i) => ({ index, logit: logits[i]!, truncatedTokens: encoded[i]!.truncatedTokens }));
}
