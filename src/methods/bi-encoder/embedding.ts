/**
 * @file Embedding: the cosine of the pooled vectors of query and passage (Reimers and Gurevych 2019, Sentence-BERT).
 *
 * The cheapest there is once passages are encoded. Model calls: 1 + passages not seen before.
 */
import type { Method, RowScore } from '../contract/method';
import { cosineWith, encodePassages, encodeQuery } from './pooled';

export const embedding: Method = {
  name: 'embedding',
  needs: ['embed'],
  scoreKind: 'pair',
  summary: 'The cosine of the pooled vectors of query and passage.',
  calls: '1 + passages not seen before',
  source: 'Reimers and Gurevych 2019 (Sentence-BERT)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await encodeQuery(task.query, engine);
    const cost = (row: number) => engine.cost(task.passages[row]!);
    const work = { work: 'embedding', rows: task.pending, cost };
    yield* task.spread(engine, work, async (rows, any) => {
      const encoded = await encodePassages(rows, task, any);
      return rows.map((index, at): RowScore => {
        const { vectors, truncatedTokens } = encoded[at]!;
        return { index, logit: cosineWith(query, vectors), truncatedTokens };
      });
    });
  },
};
