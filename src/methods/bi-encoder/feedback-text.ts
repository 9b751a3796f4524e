/**
 * @file Feedback of texts: the query is joined with each of its best passages, each such query ranks all, and the rankings are added up by
 * Borda counts (Li et al. 2021, text-based PRF).
 *
 * Model calls: 1 + feedback + passages not seen before.
 */
import { askOnce, settingsOf, textOf } from '../contract/asking';
import type { Method } from '../contract/method';
import { cosineWith, encode, encodeAll, encodeQuery, largest, pooledOf, toRows } from './pooled';

export const feedbackText: Method = {
  name: 'feedback-text',
  needs: ['embed'],
  scoreKind: 'list',
  summary:
    'The query joined with each of its best passages ranks all again; Borda counts over these rankings and the first.',
  calls: '1 + feedback + passages not seen before',
  source: 'Li et al. 2021 (text-based PRF)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await encodeQuery(task.query, engine);
    const encoded = await encodeAll(task, engine, 'embedding');
    const cosines = (vector: Float32Array) => encoded.map(({ vectors }) => cosineWith(vector, vectors));
    const runs = [cosines(query)];
    for (const at of largest(runs[0]!, settingsOf(task.card).feedback)) {
      const row = task.pending[at]!;
      const joined = { title: task.query, text: textOf(task, row) };
      const [asked] = await askOnce({ task, engine, work: 'feedback-text' }, [row], () => encode([joined], engine));
      runs.push(cosines(pooledOf(asked!.vectors)));
    }
    yield toRows(task, encoded, bordaOf(runs));
  },
};

/** Mean share of the others that each item is ranked above, in [0, 1]; ties by place. */
export function bordaOf(runs: readonly (readonly number[])[]): number[] {
  const count = runs[0]?.length ?? 0;
  const points = new Array<number>(count).fill(0);
  for (const run of runs) largest(run, count).forEach((at, rank) => (points[at]! += count - 1 - rank));
  return points.map((sum) => sum / runs.length / Math.max(1, count - 1));
}
