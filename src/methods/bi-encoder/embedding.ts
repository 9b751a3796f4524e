/**
 * @file Embedding: the cosine of the pooled vectors of query and passage (Reimers and Gurevych 2019, Sentence-BERT).
 *
 * A query costs one short encoding once its passages' vectors are cached. Model calls: 1 + passages whose vectors are
 * not cached.
 */
import type { Method, PassageScore } from '../contract/method';
import { encodePassages } from './encode-passages';
import { cosineWith, encodeQuery } from './pooled';

export const embedding: Method = {
  name: 'embedding',
  family: 'bi-encoder',
  needs: ['embed'],
  scoreKind: 'pair',
  summary: 'The cosine of the pooled vectors of query and passage.',
  calls: '1 + passages not cached',
  source: 'Reimers and Gurevych 2019 (Sentence-BERT)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await encodeQuery(task.query, engine);
    const cost = (index: number) => engine.cost(task.passages[index]!);
    const work = { work: 'embedding', indices: task.pending, cost };
    yield* task.spread(engine, work, async (indices, any) => {
      const encoded = await encodePassages(indices, task, any);
      return indices.map((index, i): PassageScore => {
        const { vectors, truncatedTokens } = encoded[i]!;
        return { index, logit: cosineWith(query, vectors), truncatedTokens };
      });
    });
  },
};
