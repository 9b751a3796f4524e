/**
 * @file Text-based feedback: the query is joined with each of its best passages, every joined query ranks all passages,
 * and Borda counts merge the rankings (Li et al. 2021, text-based PRF).
 *
 * A joined query is encoded by the query's template. Model calls: 1 + feedback + passages whose vectors are not cached.
 */
import { callOnce, settingsOf, promptTextOf } from '../contract/model-calls';
import type { Method } from '../contract/method';
import { encodePending } from './encode-passages';
import { cosineWith, encodeQuery, indicesOfLargest, toScores } from './pooled';

export const feedbackText: Method = {
  name: 'feedback-text',
  family: 'bi-encoder',
  needs: ['embed'],
  scoreKind: 'list',
  summary:
    'The query joined with each of its best passages ranks all again; Borda counts merge these rankings and the first.',
  calls: '1 + feedback + passages not cached',
  source: 'Li et al. 2021 (text-based PRF)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await encodeQuery(task.query, engine);
    const encoded = await encodePending(task, engine, 'embedding');
    const cosines = (vector: Float32Array) => encoded.map(({ vectors }) => cosineWith(vector, vectors));
    const runs = [cosines(query)];
    for (const i of indicesOfLargest(runs[0]!, settingsOf(task.card).feedback)) {
      const index = task.pending[i]!;
      const extended = await callOnce({ task, engine, work: 'feedback-text' }, [index], () =>
        encodeQuery(task.query, engine, [promptTextOf(task, index)]),
      );
      runs.push(cosines(extended));
    }
    yield toScores(task, encoded, bordaOf(runs));
  },
};

/** Returns the mean share of the other items that each item is ranked above, in [0, 1]; ties are broken by position. */
export function bordaOf(runs: readonly (readonly number[])[]): number[] {
  const count = runs[0]?.length ?? 0;
  const points = new Array<number>(count).fill(0);
  for (const run of runs) indicesOfLargest(run, count).forEach((i, rank) => (points[i]! += count - 1 - rank));
  return points.map((sum) => sum / runs.length / Math.max(1, count - 1));
}
