/**
 * @file Methods one after another: a cheap one over all passages, a better one over the best of them (retrieve, then rerank).
 *
 * What goes further ranks above what does not. Model calls: the sum of the stages'.
 */
import type { Engine } from '../engine/engine';
import type { Method, RowScore, Task } from './contract/method';

/** A method, and how many of the best passages so far it ranks; the first stage ranks all. */
export type Stage = { readonly method: Method; readonly top: number };

/** One method of several; with a single stage, that one as it is. */
export function multiStage(stages: readonly Stage[]): Method {
  const methods = stages.map(({ method }) => method);
  if (methods.length === 1) return methods[0]!;
  return {
    name: stages.map(({ method, top }, at) => (at === 0 ? method.name : `${method.name}:${top}`)).join('>'),
    needs: [...new Set(methods.flatMap(({ needs }) => needs))],
    scoreKind: 'list',
    summary: methods.map(({ name }) => name).join(', then '),
    calls: methods.map(({ calls }) => calls).join(' + '),
    source: methods.map(({ source }) => source).join('; '),
    run: (task, engine) => runStages(stages, task, engine),
  };
}

async function* runStages(stages: readonly Stage[], task: Task, engine: Engine): AsyncGenerator<RowScore[]> {
  const total = task.pending.length;
  const placedFrom = (scores: readonly RowScore[], rank: number) =>
    scores.map((score, at) => ({ ...score, logit: (total - rank - at) / total }));
  let pending = task.pending;
  for (const [at, { method }] of stages.entries()) {
    const ranked = await rankedBy(method, { ...plain(task), pending }, engine);
    const survivors = Math.min(stages[at + 1]?.top ?? 0, ranked.length);
    if (ranked.length > survivors) yield placedFrom(ranked.slice(survivors), survivors);
    pending = ranked.slice(0, survivors).map(({ index }) => index);
    if (survivors === 0) return;
  }
}

/** The rows of the task, best first; ties as they came. */
async function rankedBy(method: Method, task: Task, engine: Engine): Promise<RowScore[]> {
  const scores = new Map<number, RowScore>();
  for await (const some of method.run(task, engine)) for (const score of some) scores.set(score.index, score);
  return task.pending.map((row) => scores.get(row)!).sort((a, b) => b.logit - a.logit);
}

/** The task without its class, so that a part of it can be replaced. */
function plain(task: Task): Task {
  return {
    query: task.query,
    passages: task.passages,
    pending: task.pending,
    card: task.card,
    instruction: task.instruction,
    vectors: task.vectors,
    top: task.top,
    firstStage: task.firstStage,
    microBatches: (work, rows, cost) => task.microBatches(work, rows, cost),
    spread: (one, work, run) => task.spread(one, work, run),
  };
}
