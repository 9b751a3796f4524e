/**
 * @file Embedding with a list prompt: the encoder reads the query again together with its best passages (Liu et al.
 * 2025, E2Rank).
 *
 * E2Rank's encoder is trained with lists of up to 20 passages, which its card states as `settings.listed`. The
 * passages serve as pseudo-relevance feedback inside the encoder. They follow the query in the query's template, each
 * cut to the same number of tokens. Model calls: 2 + passages whose vectors are not cached.
 */
import { settingsOf, promptTextOf } from '../contract/model-calls';
import type { Method } from '../contract/method';
import { encodePending } from './encode-passages';
import { cosineWith, encodeQuery, indicesOfLargest, toScores } from './pooled';

/** With fewer tokens per passage the encoder reads too little of each. */
const MIN_TOKENS_PER_PASSAGE = 32;

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
    const room = task.card.limits.passage - engine.count(task.query);
    const count = Math.max(1, Math.min(settingsOf(task.card).listed, Math.floor(room / MIN_TOKENS_PER_PASSAGE)));
    const best = indicesOfLargest(first, count).map((i) => promptTextOf(task, task.pending[i]!));
    const extended = await encodeQuery(task.query, engine, best);
    yield toScores(
      task,
      encoded,
      encoded.map(({ vectors }) => cosineWith(extended, vectors)),
    );
  },
};
