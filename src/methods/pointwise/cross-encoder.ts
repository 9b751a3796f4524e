/**
 * @file Cross-encoder: one joint pass over query and passage returns one logit (Nogueira and Cho 2019, passage
 * re-ranking with BERT).
 *
 * No computation is shared between queries. Model calls: 1 for each passage.
 */
import type { RowEngine } from '../../engine/engine';
import { explainByLeavingOut } from '../explain/explain-leave-one-out';
import type { Method } from '../contract/method';

export const crossEncoder: Method = {
  name: 'cross-encoder',
  family: 'pointwise',
  needs: ['classify'],
  scoreKind: 'pair',
  summary: 'One joint pass over query and passage, one logit.',
  calls: 'N',
  source: 'Nogueira and Cho 2019',
  explain: explainByLeavingOut,
  run(task, engine) {
    const scorePairs = async (indices: readonly number[], any: RowEngine) => {
      const texts = indices.map((index) => task.passages[index]!);
      const results = await any.classify!(task.query, texts, task.instruction);
      return indices.map((index, i) => ({ index, ...results[i]! }));
    };
    const cost = (index: number) => engine.cost(task.passages[index]!);
    return task.spread(engine, { work: 'cross-encoder', indices: task.pending, cost }, scorePairs);
  },
};
