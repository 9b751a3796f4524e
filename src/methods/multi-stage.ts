/**
 * @file Multi-stage ranking: a cheap method ranks all passages, and each later method ranks the best of them again.
 *
 * Passages that reach a later stage rank above those that do not. A method that sorts only the best k is asked for as
 * many as the next stage takes. Model calls: the sum over the stages.
 */
import type { Engine } from '../engine/engine';
import { settingsOf } from './contract/model-calls';
import type { Method, PassageScore, Task } from './contract/method';

/** A method, and how many of the best passages it ranks; the first of several stages ranks all passages. */
export type Stage = { readonly method: Method; readonly top: number };

/** Joins several methods into one; a single stage is returned as it is. */
export function multiStage(stages: readonly Stage[]): Method {
  const methods = stages.map(({ method }) => method);
  if (methods.length === 1) return methods[0]!;
  return {
    name: stages.map(({ method, top }, i) => (i === 0 ? method.name : `${method.name}:${top}`)).join('>'),
    family: 'multi-stage',
    needs: [...new Set(methods.flatMap(({ needs }) => needs))],
    scoreKind: 'list',
    summary: methods.map(({ name }) => name).join(', then '),
    calls: methods.map(({ calls }) => calls).join(' + '),
    source: methods.map(({ source }) => source).join('; '),
    run: (task, engine) => runStages(stages, task, engine),
  };
}

async function* runStages(stages: readonly Stage[], task: Task, engine: Engine): AsyncGenerator<PassageScore[]> {
  const total = task.pending.length;
  const scoresFrom = (scores: readonly PassageScore[], rank: number) =>
    scores.map((score, i) => ({ ...score, logit: (total - rank - i) / total }));
  let pending = task.pending;
  const wanted = task.top ?? settingsOf(task.card).top;
  for (const [i, { method }] of stages.entries()) {
    const next = stages[i + 1]?.top ?? 0;
    const top = Math.max(wanted, next);
    const ranked = await rankBy(method, { ...copyTask(task), pending, top }, engine);
    const survivors = Math.min(next, ranked.length);
    if (ranked.length > survivors) yield scoresFrom(ranked.slice(survivors), survivors);
    pending = ranked.slice(0, survivors).map(({ index }) => index);
    if (survivors === 0) return;
  }
}

/** Returns the scores of all pending passages, best first; equal scores keep the order of `pending`. */
async function rankBy(method: Method, task: Task, engine: Engine): Promise<PassageScore[]> {
  const scores = new Map<number, PassageScore>();
  for await (const some of method.run(task, engine)) for (const score of some) scores.set(score.index, score);
  return task.pending.map((index) => scores.get(index)!).sort((a, b) => b.logit - a.logit);
}

/** Returns a plain object with the task's members, so that some of them can be replaced. */
function copyTask(task: Task): Task {
  return {
    query: task.query,
    passages: task.passages,
    pending: task.pending,
    card: task.card,
    instruction: task.instruction,
    vectors: task.vectors,
    top: task.top,
    firstStage: task.firstStage,
    microBatches: (work, indices, cost) => task.microBatches(work, indices, cost),
    spread: (one, work, run) => task.spread(one, work, run),
  };
}
