/**
 * @file Late interaction: query and passage encoded apart, joined by cosine and MaxSim.
 *
 * What is computed for a passage does not depend on the query, so it is kept: a later query over the same passages costs one short
 * encoding and dot products. Model calls: 1 for the query + 1 for each passage not seen before.
 */
import type { Engine, EncodedPassage } from '../engine/engine';
import type { QueryVectors } from '../engine/token-vectors';
import { weightsOf } from '../models/exits';
import { cosine, maxSim } from './max-sim';
import type { Method, RowScore, Task } from './method';

export const lateInteraction: Method = {
  name: 'late-interaction',
  needs: ['embedTokens'],
  scoreKind: 'pair',
  summary: 'Query and passage encoded apart; cosine of the pooled vectors and MaxSim over token vectors.',
  calls: '1 + passages not seen before',
  source: 'Khattab and Zaharia 2020 (ColBERT)',
  async *run(task, engine) {
    if (task.pending.length === 0) return;
    const query = await engine.embedQuery!(task.query);
    const seen = task.pending.filter((row) => task.vectors.has(task.passages[row]!));
    const unseen = task.pending.filter((row) => !task.vectors.has(task.passages[row]!));
    const size = (row: number) => engine.cost(task.passages[row]!);
    // An entry can be pushed out while this task runs, so every batch encodes what is missing by then.
    for await (const rows of task.microBatches('late-interaction/seen', seen, size))
      yield await score(rows, query, task, engine);
    for await (const rows of task.microBatches('late-interaction/unseen', unseen, size)) {
      yield await score(rows, query, task, engine);
    }
  },
};

async function score(rows: readonly number[], query: QueryVectors, task: Task, engine: Engine): Promise<RowScore[]> {
  const weights = weightsOf(task.card);
  const encoded = await encode(rows, task, engine);
  return rows.map((index, place) => {
    const { vectors, truncatedTokens } = encoded[place]!;
    const logit = weights.cosine * cosine(query, vectors) + weights.maxsim * maxSim(query, vectors);
    return { index, logit, truncatedTokens };
  });
}

async function encode(rows: readonly number[], task: Task, engine: Engine): Promise<EncodedPassage[]> {
  const found = rows.map((row) => task.vectors.get(task.passages[row]!));
  const missing = rows.filter((_, place) => !found[place]);
  const fresh = missing.length > 0 ? await engine.embedPassages!(missing.map((row) => task.passages[row]!)) : [];
  missing.forEach((row, place) => {
    task.vectors.set(task.passages[row]!, fresh[place]!);
    found[rows.indexOf(row)] = fresh[place]!;
  });
  return found as EncodedPassage[];
}
