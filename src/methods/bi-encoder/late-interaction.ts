/**
 * @file Late interaction: query and passage are encoded separately and compared by cosine and MaxSim.
 *
 * A passage's vectors do not depend on the query, so they are cached: a later query over the same passages costs one
 * short encoding and dot products. Model calls: 1 for the query + 1 for each passage whose vectors are not cached, and
 * 1 for each passage that repeats the query (`echo-check.ts`).
 */
import type { Engine, RowEngine } from '../../engine/engine';
import type { QueryVectors } from '../../engine/token-vectors';
import { explainByMaxSim } from './explain-max-sim';
import { weightsOf } from '../../models/exits';
import { EchoCheck } from './echo-check';
import { encodePassages, encodeTexts } from './encode-passages';
import { bestMatches, cosine, meanMatch } from './max-sim';
import type { Method, PassageScore, Task } from '../contract/method';

export const lateInteraction: Method = {
  name: 'late-interaction',
  family: 'bi-encoder',
  needs: ['embedTokens'],
  scoreKind: 'pair',
  summary: 'Query and passage encoded separately; cosine of the pooled vectors and MaxSim over token vectors.',
  calls: '1 + passages not cached',
  source: 'Khattab and Zaharia 2020 (ColBERT)',
  explain: explainByMaxSim,
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await engine.embedQuery!(task.query);
    const echoes = new EchoCheck(task);
    const scoreIndexed = async (indices: readonly number[], any: RowEngine): Promise<PassageScore[]> => {
      const scores = score(query, await encodeIndexed(indices, task, any), task, engine);
      return echoes.apply(scores, async (texts) => {
        const encoded = await encodeTexts(texts, task.vectors, any);
        return score(
          query,
          encoded.map((each, index) => ({ index, ...each })),
          task,
          engine,
        ).map(({ logit }) => logit);
      });
    };
    const isCached = (index: number) => task.vectors.has(task.passages[index]!);
    const cached = task.pending.filter(isCached);
    const uncached = task.pending.filter((index) => !isCached(index));
    const cost = (index: number) => engine.cost(task.passages[index]!);
    for await (const indices of task.microBatches('late-interaction/seen', cached, cost)) {
      const found = indices.filter(isCached);
      yield await scoreIndexed(found, engine);
      uncached.push(...indices.filter((index) => !found.includes(index))); // evicted while this task ran
    }
    const work = { work: 'late-interaction/unseen', indices: uncached, cost };
    yield* task.spread(engine, work, scoreIndexed);
  },
};

type IndexedPassage = Awaited<ReturnType<typeof encodeIndexed>>[number];

async function encodeIndexed(indices: readonly number[], task: Task, engine: RowEngine) {
  const encoded = await encodePassages(indices, task, engine);
  return indices.map((index, i) => ({ index, ...encoded[i]! }));
}

/** logit = a · cosine of the pooled vectors + b · MaxSim, where a and b are the weights of the exit in use. */
function score(query: QueryVectors, encoded: readonly IndexedPassage[], task: Task, engine: Engine): PassageScore[] {
  const weights = weightsOf(task.card);
  const vectors = encoded.map((passage) => passage.vectors);
  const matches = engine.bestMatches?.(query, vectors) ?? vectors.map((each) => bestMatches(query, each));
  return encoded.map(({ index, truncatedTokens }, i) => {
    const maxSim = meanMatch(query, matches[i]!);
    return { index, logit: weights.cosine * cosine(query, vectors[i]!) + weights.maxsim * maxSim, truncatedTokens };
  });
}
