/**
 * @file Cross-encoder: one joint pass over query and passage, one logit (Nogueira and Cho 2019, passage re-ranking with BERT).
 *
 * The usual reranker. Nothing is shared between queries. Model calls: 1 for each passage.
 */
import type { Method } from './method';

export const crossEncoder: Method = {
  name: 'cross-encoder',
  needs: ['classify'],
  scoreKind: 'pair',
  summary: 'One joint pass over query and passage, one logit.',
  calls: 'N',
  source: 'Nogueira and Cho 2019',
  async *run(task, engine) {
    const cost = (row: number) => engine.cost(task.passages[row]!);
    for await (const rows of task.microBatches('cross-encoder', task.pending, cost)) {
      const judged = await engine.classify!(
        task.query,
        rows.map((row) => task.passages[row]!),
      );
      yield rows.map((index, place) => ({ index, ...judged[place]! }));
    }
  },
};
