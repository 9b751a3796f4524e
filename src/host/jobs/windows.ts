/**
 * @file Converts a job's passages to the windows that a model reads (from the beginning, head and tail, or overlapping
 * windows), and the scores of windows back to scores of passages.
 *
 * All code below treats a window as a passage of its own: vectors and pair scores are kept under the window's text, so
 * a window is computed once even if several passages contain it. Late interaction scores each window by itself; the
 * token vectors of windows are not joined.
 */
import type { Engine, PassageText } from '../../engine/engine';
import type { PassageScore } from '../../methods/contract/method';
import { aggregate } from '../../passages/aggregate';
import { headAndTail, SEPARATOR, cutIntoWindows } from '../../passages/windows';
import type { TokenizedText } from '../../passages/windows';
import type { LongPassages, TextSpan, WindowOptions } from '../../core/types';

export type Windows = {
  /** The windows, each as a passage. */
  readonly passages: readonly PassageText[];
  /** The positions in `passages` that are to be scored. */
  readonly indices: readonly number[];
  /** The job's passage index of each window; absent if every passage is its own window. */
  readonly passageIndexOf?: readonly number[];
  /** The number of windows of passages that have several. */
  readonly windowCount: number;
  /** Converts a span in a window's text to a span in the passage's text. */
  toPassageSpan(windowIndex: number, span: TextSpan): TextSpan;
  /** Takes scores of windows and returns the scores of the passages that are now complete. */
  toPassageScores(scores: readonly PassageScore[]): PassageScore[];
};

/**
 * `slices` are the spans of the passage's text that the window consists of; `unread` counts the tokens outside of all
 * windows.
 */
type Window = { readonly passage: PassageText; readonly unread: number; readonly slices: readonly TextSpan[] };

/** In tokens. A long title may leave less room than this for the text; the passage is then not divided. */
const MIN_ROOM = 8;

/** @param indices positions in `job.passages`, each once */
export function windowsOfJob(
  job: { readonly query: string; readonly passages: readonly PassageText[] },
  indices: readonly number[],
  engine: Pick<Engine, 'tokensOf'>,
  how: LongPassages,
): Windows {
  if (how === 'first') {
    const { passages } = job;
    const toPassageScores: Windows['toPassageScores'] = (scores) => [...scores];
    return { passages, indices, windowCount: 0, toPassageSpan: (_, span) => span, toPassageScores };
  }
  const windowsOfPassage = indices.map((index) => divide(job.passages[index]!, job.query, engine, how));
  const windows = windowsOfPassage.flat();
  const passageIndexOf = indices.flatMap((index, i) => windowsOfPassage[i]!.map(() => index));
  return {
    passages: windows.map(({ passage }) => passage),
    indices: [...windows.keys()],
    passageIndexOf,
    windowCount: windowsOfPassage.reduce((sum, { length }) => sum + (length > 1 ? length : 0), 0),
    toPassageSpan: (windowIndex, span) => toPassageSpan(windows[windowIndex]!.slices, span),
    toPassageScores: aggregator(windows, passageIndexOf, how),
  };
}

function aggregator(
  windows: readonly Window[],
  passageIndexOf: readonly number[],
  how: LongPassages,
): Windows['toPassageScores'] {
  const windowIndicesOf = new Map<number, number[]>();
  passageIndexOf.forEach((index, windowIndex) =>
    windowIndicesOf.set(index, [...(windowIndicesOf.get(index) ?? []), windowIndex]),
  );
  const known = new Map<number, PassageScore>();
  const scoreOf = (index: number): PassageScore => {
    const windowIndices = windowIndicesOf.get(index)!;
    const scores = windowIndices.map((windowIndex) => known.get(windowIndex)!);
    const logits = scores.map((score) => score.logit);
    const { unread } = windows[windowIndices[0]!]!;
    const truncatedTokens = scores.reduce((sum, score) => sum + score.truncatedTokens, unread);
    const { suspect } = scores.reduce((best, each) => (each.logit > best.logit ? each : best));
    return { index, logit: aggregateLogits(logits, how), truncatedTokens, ...(suspect ? { suspect } : {}) };
  };
  return (scores) => {
    for (const score of scores) known.set(score.index, score);
    const touched = [...new Set(scores.map(({ index }) => passageIndexOf[index]!))];
    return touched.filter((index) => windowIndicesOf.get(index)!.every((each) => known.has(each))).map(scoreOf);
  };
}

function divide(
  passage: PassageText,
  query: string,
  engine: Pick<Engine, 'tokensOf'>,
  how: LongPassages,
): readonly Window[] {
  const undivided = [{ passage, unread: 0, slices: [{ start: 0, end: passage.text.length }] }];
  const tokens = engine.tokensOf?.(passage, query);
  if (!tokens || tokens.limit < MIN_ROOM || tokens.spans.length <= tokens.limit) return undivided;
  const windowFrom = (slices: readonly TextSpan[], unread = 0): Window => {
    const text = slices.map(({ start, end }) => passage.text.slice(start, end)).join(SEPARATOR);
    return { passage: { ...passage, text }, unread, slices };
  };
  if (how === 'head-tail') {
    const slices = headAndTail(tokens);
    return [windowFrom(slices, countUnread(tokens, slices))];
  }
  const { aggregate: by = 'max', stride = Math.ceil((tokens.limit * 3) / 4) } = optionsOf(how);
  const windows = cutIntoWindows(tokens, stride).map((span) => [span]);
  if (by === 'first') return [windowFrom(windows[0]!, countUnread(tokens, windows[0]!))];
  return windows.map((slices) => windowFrom(slices));
}

function countUnread({ text, spans, count }: TokenizedText, read: readonly TextSpan[]): number {
  return Math.max(0, spans.length - read.reduce((sum, { start, end }) => sum + count(text.slice(start, end)), 0));
}

/** A span that crosses slices is cut at the end of the slice that it begins in. */
function toPassageSpan(slices: readonly TextSpan[], { start, end }: TextSpan): TextSpan {
  let before = 0;
  for (const [i, slice] of slices.entries()) {
    const length = slice.end - slice.start;
    if (start < before + length || i === slices.length - 1) {
      const offset = slice.start - before;
      return { start: start + offset, end: Math.min(end + offset, slice.end) };
    }
    before += length + SEPARATOR.length;
  }
  return { start, end };
}

function aggregateLogits(logits: readonly number[], how: LongPassages): number {
  const { aggregate: by = 'max', best } = optionsOf(how);
  return logits.length === 1 ? logits[0]! : aggregate(logits, by, best);
}

function optionsOf(how: LongPassages): Partial<WindowOptions> {
  return typeof how === 'string' ? {} : how;
}
