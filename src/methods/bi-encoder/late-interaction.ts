/**
 * @file Late interaction: query and passage encoded apart, joined by cosine and MaxSim.
 *
 * What is computed for a passage does not depend on the query, so it is kept: a later query over the same passages costs one short
 * encoding and dot products. Model calls: 1 for the query + 1 for each passage not seen before.
 */
import type { Engine, EncodedPassage, RowEngine } from '../../engine/engine';
import type { QueryVectors } from '../../engine/token-vectors';
import { explainByMaxSim } from '../explain/explain-max-sim';
import { weightsOf } from '../../models/exits';
import { bestMatches, cosine, meanMatch } from './max-sim';
import type { Method, RowScore, Task } from '../contract/method';

export const lateInteraction: Method = {
  name: 'late-interaction',
  needs: ['embedTokens'],
  scoreKind: 'pair',
  summary: 'Query and passage encoded apart; cosine of the pooled vectors and MaxSim over token vectors.',
  calls: '1 + passages not seen before',
  source: 'Khattab and Zaharia 2020 (ColBERT)',
  explain: explainByMaxSim,
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await engine.embedQuery!(task.query);
    const seen = task.pending.filter((row) => task.vectors.has(task.passages[row]!));
    const unseen = task.pending.filter((row) => !task.vectors.has(task.passages[row]!));
    const cost = (row: number) => engine.cost(task.passages[row]!);
    for await (const rows of task.microBatches('late-interaction/seen', seen, cost)) {
      const found = rows.filter((row) => task.vectors.has(task.passages[row]!));
      yield join(query, await encode(found, task, engine), task, engine);
      unseen.push(...rows.filter((row) => !found.includes(row))); // pushed out of memory while this task ran
    }
    const work = { work: 'late-interaction/unseen', rows: unseen, cost };
    const run = (rows: readonly number[], any: RowEngine) => encode(rows, task, any);
    for await (const encoded of task.spread(engine, work, run)) yield join(query, encoded, task, engine);
  },
};

type EncodedRow = EncodedPassage & { readonly index: number };

/** logit = a · cosine of the pooled vectors + b · MaxSim, a and b of the exit in use. */
function join(query: QueryVectors, rows: readonly EncodedRow[], task: Task, engine: Engine): RowScore[] {
  const weights = weightsOf(task.card);
  const vectors = rows.map((row) => row.vectors);
  const matches = engine.bestMatches?.(query, vectors) ?? vectors.map((each) => bestMatches(query, each));
  return rows.map(({ index, truncatedTokens }, place) => {
    const maxSim = meanMatch(query, matches[place]!);
    return { index, logit: weights.cosine * cosine(query, vectors[place]!) + weights.maxsim * maxSim, truncatedTokens };
  });
}

async function encode(rows: readonly number[], task: Task, engine: RowEngine): Promise<EncodedRow[]> {
  const found = rows.map((row) => task.vectors.get(task.passages[row]!));
  const missing = rows.filter((_, place) => !found[place]);
  const fresh = missing.length > 0 ? await engine.embedPassages!(missing.map((row) => task.passages[row]!)) : [];
  const encoded = new Map(missing.map((row, place) => [row, fresh[place]!]));
  for (const [row, entry] of encoded) task.vectors.set(task.passages[row]!, entry);
  return rows.map((index, place) => ({ index, ...(found[place] ?? encoded.get(index)!) }));
}
