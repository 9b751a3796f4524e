/**
 * @file Vector-based feedback: the query's pooled vector moves towards those of its best passages, and all passages are
 * scored again (Rocchio 1971; Li et al. 2021, vector PRF).
 *
 * The score of a model with token vectors is that of late interaction: its MaxSim does not move, only the cosine of the
 * pooled vectors does. It costs dot products and no further model call. Model calls: 1 + passages whose vectors are not
 * cached.
 */
import type { EncodedPassage, Engine } from '../../engine/engine';
import type { QueryVectors } from '../../engine/token-vectors';
import { weightsOf } from '../../models/exits';
import { settingsOf } from '../contract/model-calls';
import type { Method, Task } from '../contract/method';
import { encodePending } from './encode-passages';
import { bestMatches, meanMatch } from './max-sim';
import { cosineWith, encodeQuery, indicesOfLargest, pooledOf, toScores } from './pooled';

export const feedback: Method = {
  name: 'feedback',
  family: 'bi-encoder',
  needs: ['embed'],
  scoreKind: 'list',
  summary: 'The query’s pooled vector moves towards those of its best passages, and all are scored again.',
  calls: '1 + passages not cached',
  source: 'Rocchio 1971; Li et al. 2021 (vector PRF)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const { feedback: count, feedbackWeight } = settingsOf(task.card);
    const vectors = await engine.embedQuery?.(task.query);
    const pooled = vectors ? pooledOf(vectors) : await encodeQuery(task.query, engine);
    const encoded = await encodePending(task, engine, 'embedding');
    const scores = scorerFor(task, engine, vectors, encoded);
    const best = indicesOfLargest(scores(pooled), count).map((i) => pooledOf(encoded[i]!.vectors));
    yield toScores(task, encoded, scores(moveTowards(pooled, best, feedbackWeight)));
  },
};

/** Returns a function that scores the passages with a pooled vector of the query. */
function scorerFor(
  { card }: Task,
  engine: Engine,
  query: QueryVectors | undefined,
  encoded: readonly EncodedPassage[],
): (pooled: Float32Array) => number[] {
  const passages = encoded.map(({ vectors }) => vectors);
  if (!query || query.rows === 0 || passages.some(({ rows }) => rows === 0)) {
    return (pooled) => passages.map((passage) => cosineWith(pooled, passage));
  }
  const { cosine, maxsim } = weightsOf(card);
  const matches = engine.bestMatches?.(query, passages) ?? passages.map((each) => bestMatches(query, each));
  const maxSims = matches.map((each) => meanMatch(query, each));
  return (pooled) => passages.map((passage, i) => cosine * cosineWith(pooled, passage) + maxsim * maxSims[i]!);
}

/** Returns (1 − weight) · query + weight · mean of `others`. */
export function moveTowards(query: Float32Array, others: readonly Float32Array[], weight: number): Float32Array {
  return query.map((value, d) => {
    const mean = others.reduce((sum, other) => sum + other[d]!, 0) / Math.max(1, others.length);
    return (1 - weight) * value + weight * mean;
  });
}
