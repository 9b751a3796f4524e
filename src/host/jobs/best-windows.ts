/** @file Finds the window of each passage that its score comes from, which is the text to explain. */
import type { PassageText } from '../../engine/engine';
import type { LongPassages, TextSpan } from '../../core/types';
import { windowsOfJob } from './windows';
import type { LoadedModel } from '../loaded/loaded-model';
import { MethodTask } from './method-task';
import type { MethodJob } from './method-task';

export type BestWindows = {
  /** The best window of each passage, by the passage's index. */
  readonly passages: readonly PassageText[];
  /** Converts a span in the text of a passage's best window to a span in the passage's text. */
  toPassageSpan(index: number, span: TextSpan): TextSpan;
};

/** Scores passages with several windows again; most vectors and pair scores are still in memory. */
export async function bestWindows(job: MethodJob, model: LoadedModel, how: LongPassages): Promise<BestWindows> {
  const windows = windowsOfJob(job, [...job.passages.keys()], model.engine, how);
  const best = new Map<number, { readonly windowIndex: number; readonly logit: number }>();
  const onScore = (windowIndex: number, logit: number) => {
    const index = windows.passageIndexOf?.[windowIndex] ?? windowIndex;
    if (logit > (best.get(index)?.logit ?? -Infinity)) best.set(index, { windowIndex, logit });
  };
  for (const windowIndex of windows.indices) onScore(windowIndex, -Number.MAX_VALUE);
  if (windows.windowCount > 0) {
    const query = { query: job.query, instruction: job.instruction ?? '' };
    const known = model.pairScores?.find(query, windows.passages, windows.indices) ?? [];
    for (const { index, logit } of known) onScore(index, logit);
    const scored = new Set(known.map(({ index }) => index));
    const pending = windows.indices.filter((windowIndex) => !scored.has(windowIndex));
    const task = new MethodTask({ ...job, passages: windows.passages }, model, pending);
    for await (const scores of model.method.run(task, model.engine)) {
      for (const { index, logit } of scores) onScore(index, logit);
    }
  }
  const bestOf = (index: number) => best.get(index)!.windowIndex;
  return {
    passages: job.passages.map((_, index) => windows.passages[bestOf(index)]!),
    toPassageSpan: (index, span) => windows.toPassageSpan(bestOf(index), span),
  };
}
