/**
 * @file Feedback of vectors: the query moves towards its best passages, and all are scored again (Rocchio 1971; Li et al. 2021, vector PRF).
 *
 * Costs dot products alone. Model calls: 1 + passages not seen before.
 */
import { settingsOf } from '../contract/asking';
import type { Method } from '../contract/method';
import { cosineWith, encodeAll, encodeQuery, largest, pooledOf, toRows } from './pooled';

export const feedback: Method = {
  name: 'feedback',
  needs: ['embed'],
  scoreKind: 'list',
  summary: 'The query’s pooled vector moves towards those of its best passages, and all are scored again.',
  calls: '1 + passages not seen before',
  source: 'Rocchio 1971; Li et al. 2021 (vector PRF)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const { feedback: count, feedbackWeight } = settingsOf(task.card);
    const query = await encodeQuery(task.query, engine);
    const encoded = await encodeAll(task, engine, 'embedding');
    const first = encoded.map(({ vectors }) => cosineWith(query, vectors));
    const best = largest(first, count).map((at) => pooledOf(encoded[at]!.vectors));
    const moved = towards(query, best, feedbackWeight);
    yield toRows(
      task,
      encoded,
      encoded.map(({ vectors }) => cosineWith(moved, vectors)),
    );
  },
};

/** (1 − weight) · query + weight · mean of the others. */
export function towards(query: Float32Array, others: readonly Float32Array[], weight: number): Float32Array {
  return query.map((value, d) => {
    const mean = others.reduce((sum, other) => sum + other[d]!, 0) / Math.max(1, others.length);
    return (1 - weight) * value + weight * mean;
  });
}
