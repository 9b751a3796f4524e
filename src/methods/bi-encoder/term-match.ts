/**
 * @file Term match: a passage's score is the sum of the weights of the query's terms in it (Zhuang and Zuccon 2021,
 * TILDEv2).
 *
 * It is the paper's exact matching without its expansion of passages by terms that they do not hold. A term counts as
 * often as the query has it; the query has no weights. The weights depend on the passage alone and are cached, so a
 * query costs its tokenization. Model calls: passages not cached.
 */
import type { Engine, TermWeights } from '../../engine/engine';
import type { Method, Task } from '../contract/method';
import { passageKey } from '../../util/passage-key';

export const termMatch: Method = {
  name: 'term-match',
  family: 'bi-encoder',
  needs: ['termWeights'],
  scoreKind: 'pair',
  summary: 'The sum of the contextual weights of the query’s terms in the passage; exact matches only.',
  calls: 'passages not cached',
  source: 'Zhuang and Zuccon 2021 (TILDEv2)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const terms = engine.termsOf!(task.query);
    const cost = (index: number) => engine.cost(task.passages[index]!);
    for await (const indices of task.microBatches('term-match', task.pending, cost)) {
      const weighed = await termWeightsOf(indices, task, engine);
      yield indices.map((index, i) => {
        const { weights, truncatedTokens } = weighed[i]!;
        return { index, logit: terms.reduce((sum, term) => sum + (weights.get(term) ?? 0), 0), truncatedTokens };
      });
    }
  },
};

/** The term weights of passages, by engine and by passage key. */
const termWeightCache = new WeakMap<Engine, Map<string, TermWeights>>();
const MAX_CACHED = 10_000;

async function termWeightsOf(indices: readonly number[], { passages }: Task, engine: Engine): Promise<TermWeights[]> {
  const known = termWeightCache.get(engine) ?? new Map<string, TermWeights>();
  termWeightCache.set(engine, known);
  const found = indices.map((index) => known.get(passageKey(passages[index]!)));
  const missing = indices.filter((_, i) => !found[i]);
  const fresh = missing.length > 0 ? await engine.termWeights!(missing.map((index) => passages[index]!)) : [];
  if (known.size + fresh.length > MAX_CACHED) known.clear();
  missing.forEach((index, i) => known.set(passageKey(passages[index]!), fresh[i]!));
  return indices.map((_, i) => found[i] ?? fresh.shift()!);
}
