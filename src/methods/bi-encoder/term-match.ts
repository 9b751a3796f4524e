/**
 * @file Term match: a passage's score is the sum of what the query's own terms weigh in it (Zhuang and Zuccon 2021, TILDEv2).
 *
 * Weights are of the passage alone and are kept, so a query costs its tokenization. Model calls: passages not seen before.
 */
import type { Engine, TermWeights } from '../../engine/engine';
import type { Method, Task } from '../contract/method';
import { passageKey } from '../../util/passage-key';

export const termMatch: Method = {
  name: 'term-match',
  needs: ['termWeights'],
  scoreKind: 'pair',
  summary: 'The sum of what the query’s terms weigh in the passage; exact matches, contextual weights.',
  calls: 'passages not seen before',
  source: 'Zhuang and Zuccon 2021 (TILDEv2)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const terms = engine.termsOf!(task.query);
    const cost = (row: number) => engine.cost(task.passages[row]!);
    for await (const rows of task.microBatches('term-match', task.pending, cost)) {
      const weighed = await weigh(rows, task, engine);
      yield rows.map((index, at) => {
        const { weights, truncatedTokens } = weighed[at]!;
        return { index, logit: terms.reduce((sum, term) => sum + (weights.get(term) ?? 0), 0), truncatedTokens };
      });
    }
  },
};

/** By engine, then by passage. */
const kept = new WeakMap<Engine, Map<string, TermWeights>>();
const MOST_KEPT = 10_000;

async function weigh(rows: readonly number[], { passages }: Task, engine: Engine): Promise<TermWeights[]> {
  const known = kept.get(engine) ?? new Map<string, TermWeights>();
  kept.set(engine, known);
  const found = rows.map((row) => known.get(passageKey(passages[row]!)));
  const missing = rows.filter((_, at) => !found[at]);
  const fresh = missing.length > 0 ? await engine.termWeights!(missing.map((row) => passages[row]!)) : [];
  if (known.size + fresh.length > MOST_KEPT) known.clear();
  missing.forEach((row, at) => known.set(passageKey(passages[row]!), fresh[at]!));
  return rows.map((_, at) => found[at] ?? fresh.shift()!);
}
