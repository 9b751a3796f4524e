/**
 * @file Embedding with a list prompt: the encoder reads the query again together with its best passages (Liu et al.
 * 2025, E2Rank).
 *
 * The passages serve as pseudo-relevance feedback inside the encoder. Model calls: 2 + passages whose vectors are not
 * cached.
 */
import type { Engine } from '../../engine/engine';
import { settingsOf, promptTextOf } from '../contract/model-calls';
import type { Method, Task } from '../contract/method';
import { encode, encodePending } from './encode-passages';
import { cosineWith, encodeQuery, indicesOfLargest, pooledOf, toScores } from './pooled';

/** An estimate for English text; it only divides the encoder's input among the passages. */
const CHARACTERS_PER_TOKEN = 4;

export const embeddingList: Method = {
  name: 'embedding-list',
  family: 'bi-encoder',
  needs: ['embed'],
  scoreKind: 'list',
  summary: '`embedding`, with the query encoded again together with its best passages.',
  calls: '2 + passages not cached',
  source: 'Liu et al. 2025 (E2Rank)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await encodeQuery(task.query, engine);
    const encoded = await encodePending(task, engine, 'embedding');
    const first = encoded.map(({ vectors }) => cosineWith(query, vectors));
    const best = indicesOfLargest(first, settingsOf(task.card).feedback).map((i) => task.pending[i]!);
    const extended = await encodeWith(best, task, engine);
    yield toScores(
      task,
      encoded,
      encoded.map(({ vectors }) => cosineWith(extended, vectors)),
    );
  },
};

/**
 * Encodes the query with the beginnings of the passages at `indices`, all cut to the same length, so that all of them
 * fit.
 */
async function encodeWith(indices: readonly number[], task: Task, engine: Engine): Promise<Float32Array> {
  const share = Math.floor((task.card.limits.passage * CHARACTERS_PER_TOKEN - task.query.length) / indices.length);
  const text = indices.map((index) => promptTextOf(task, index).slice(0, Math.max(0, share))).join('\n');
  const [encoded] = await encode([{ title: task.query, text }], engine);
  return pooledOf(encoded!.vectors);
}
