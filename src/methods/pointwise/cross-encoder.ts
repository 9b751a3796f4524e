/**
 * @file Cross-encoder: one joint pass over query and passage, one logit (Nogueira and Cho 2019, passage re-ranking with BERT).
 *
 * The usual reranker. Nothing is shared between queries. Model calls: 1 for each passage.
 */
import type { RowEngine } from '../../engine/engine';
import { explainByLeavingOut } from '../explain/explain-leave-one-out';
import type { Method } from '../contract/method';

export const crossEncoder: Method = {
  name: 'cross-encoder',
  needs: ['classify'],
  scoreKind: 'pair',
  summary: 'One joint pass over query and passage, one logit.',
  calls: 'N',
  source: 'Nogueira and Cho 2019',
  explain: explainByLeavingOut,
  run(task, engine) {
    const judge = async (rows: readonly number[], any: RowEngine) => {
      const texts = rows.map((row) => task.passages[row]!);
      const judged = await any.classify!(task.query, texts, task.instruction);
      return rows.map((index, place) => ({ index, ...judged[place]! }));
    };
    const cost = (row: number) => engine.cost(task.passages[row]!);
    return task.spread(engine, { work: 'cross-encoder', rows: task.pending, cost }, judge);
  },
};
