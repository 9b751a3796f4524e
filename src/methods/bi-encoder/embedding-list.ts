/**
 * @file Embedding with a list prompt: the query is encoded again together with its best passages (Liu et al. 2025, E2Rank).
 *
 * The passages are feedback that the encoder weighs by itself. Model calls: 2 + passages not seen before.
 */
import type { Engine } from '../../engine/engine';
import { settingsOf, textOf } from '../contract/asking';
import type { Method, Task } from '../contract/method';
import { cosineWith, encode, encodeAll, encodeQuery, largest, pooledOf, toRows } from './pooled';

/** Of English text; only shares the encoder's room out among the passages. */
const CHARACTERS_PER_TOKEN = 4;

export const embeddingList: Method = {
  name: 'embedding-list',
  needs: ['embed'],
  scoreKind: 'list',
  summary: 'As `embedding`, but the query is encoded again together with its best passages.',
  calls: '2 + passages not seen before',
  source: 'Liu et al. 2025 (E2Rank)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await encodeQuery(task.query, engine);
    const encoded = await encodeAll(task, engine, 'embedding');
    const first = encoded.map(({ vectors }) => cosineWith(query, vectors));
    const best = largest(first, settingsOf(task.card).feedback).map((at) => task.pending[at]!);
    const asked = await encodeWith(best, task, engine);
    yield toRows(
      task,
      encoded,
      encoded.map(({ vectors }) => cosineWith(asked, vectors)),
    );
  },
};

/** The query with the beginnings of `rows`, each as long as the encoder has room for all of them. */
async function encodeWith(rows: readonly number[], task: Task, engine: Engine): Promise<Float32Array> {
  const share = Math.floor((task.card.limits.passage * CHARACTERS_PER_TOKEN - task.query.length) / rows.length);
  const text = rows.map((row) => textOf(task, row).slice(0, Math.max(0, share))).join('\n');
  const [encoded] = await encode([{ title: task.query, text }], engine);
  return pooledOf(encoded!.vectors);
}
