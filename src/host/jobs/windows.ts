/**
 * @file A job's passages as a model reads them: whole, head and tail, or in windows; and the way back, from scores of what was read to scores
 * of passages.
 *
 * What is read is a passage of its own to everything below: vectors, stored ones too, and scores of pairs are kept under its text, so that
 * a window is computed once, whatever passage it came from. Late interaction scores each window alone; token vectors are not joined.
 */
import type { Engine, PassageText } from '../../engine/engine';
import type { PassageScore } from '../../methods/contract/method';
import { aggregate } from '../../passages/aggregate';
import { headAndTail, SEPARATOR, cutIntoWindows } from '../../passages/windows';
import type { TokenizedText } from '../../passages/windows';
import type { LongPassages, TextSpan, WindowOptions } from '../../core/types';

export type Windows = {
  readonly passages: readonly PassageText[];
  /** Places in `passages` of what is to be scored. */
  readonly rows: readonly number[];
  /** The job's row of each piece; absent where they are the same. */
  readonly rowOf?: readonly number[];
  /** Windows of passages that have several. */
  readonly windows: number;
  /** From a place in a piece's text to that in its passage's. */
  placeOf(piece: number, span: TextSpan): TextSpan;
  /** Scores of the rows whose pieces all have theirs by now, from some of pieces. */
  join(scores: readonly PassageScore[]): PassageScore[];
};

/** `slices`: where in the passage's text its own is from. */
type Part = { readonly passage: PassageText; readonly unread: number; readonly slices: readonly TextSpan[] };

/** Words of a title may leave too little room to cut by. */
const LEAST_ROOM = 8;

/** @param rows of `job.passages`, each once */
export function windowsOfJob(
  job: { readonly query: string; readonly passages: readonly PassageText[] },
  rows: readonly number[],
  engine: Pick<Engine, 'tokensOf'>,
  how: LongPassages,
): Windows {
  if (how === 'first') {
    const { passages } = job;
    return { passages, rows, windows: 0, placeOf: (_, span) => span, join: (scores) => [...scores] };
  }
  const parts = rows.map((row) => partsOf(job.passages[row]!, job.query, engine, how));
  const rowOf = rows.flatMap((row, at) => parts[at]!.map(() => row));
  const all = parts.flat();
  const of = new Map<number, number[]>();
  rowOf.forEach((row, piece) => of.set(row, [...(of.get(row) ?? []), piece]));
  const known = new Map<number, PassageScore>();
  const scoreOf = (row: number): PassageScore => {
    const scores = of.get(row)!.map((piece) => known.get(piece)!);
    const logit = combined(
      scores.map((score) => score.logit),
      how,
    );
    const unread = all[of.get(row)![0]!]!.unread;
    return { index: row, logit, truncatedTokens: scores.reduce((sum, score) => sum + score.truncatedTokens, unread) };
  };
  return {
    passages: all.map(({ passage }) => passage),
    rows: [...all.keys()],
    rowOf,
    windows: parts.reduce((sum, some) => sum + (some.length > 1 ? some.length : 0), 0),
    placeOf: (piece, span) => placeIn(all[piece]!.slices, span),
    join(scores) {
      for (const score of scores) known.set(score.index, score);
      const touched = [...new Set(scores.map(({ index }) => rowOf[index]!))];
      return touched.filter((row) => of.get(row)!.every((piece) => known.has(piece))).map(scoreOf);
    },
  };
}

function partsOf(
  passage: PassageText,
  query: string,
  engine: Pick<Engine, 'tokensOf'>,
  how: LongPassages,
): readonly Part[] {
  const whole = [{ passage, unread: 0, slices: [{ start: 0, end: passage.text.length }] }];
  const tokens = engine.tokensOf?.(passage, query);
  if (!tokens || tokens.limit < LEAST_ROOM || tokens.spans.length <= tokens.limit) return whole;
  const part = (slices: readonly TextSpan[], unread = 0): Part => {
    const text = slices.map(({ start, end }) => passage.text.slice(start, end)).join(SEPARATOR);
    return { passage: { ...passage, text }, unread, slices };
  };
  if (how === 'head-tail') {
    const ends = headAndTail(tokens);
    return [part(ends, unreadBy(tokens, ends))];
  }
  const { aggregate: by = 'max', stride = Math.ceil((tokens.limit * 3) / 4) } = optionsOf(how);
  const windows = cutIntoWindows(tokens, stride).map((span) => [span]);
  if (by === 'first') return [part(windows[0]!, unreadBy(tokens, windows[0]!))];
  return windows.map((slices) => part(slices));
}

function unreadBy({ text, spans, count }: TokenizedText, read: readonly TextSpan[]): number {
  return Math.max(0, spans.length - read.reduce((sum, { start, end }) => sum + count(text.slice(start, end)), 0));
}

/** Within the slice that it begins in. */
function placeIn(slices: readonly TextSpan[], { start, end }: TextSpan): TextSpan {
  let before = 0;
  for (const [at, slice] of slices.entries()) {
    const length = slice.end - slice.start;
    if (start < before + length || at === slices.length - 1) {
      const moved = slice.start - before;
      return { start: start + moved, end: Math.min(end + moved, slice.end) };
    }
    before += length + SEPARATOR.length;
  }
  return { start, end };
}

function combined(logits: readonly number[], how: LongPassages): number {
  const { aggregate: by = 'max', best } = optionsOf(how);
  return logits.length === 1 ? logits[0]! : aggregate(logits, by, best);
}

function optionsOf(how: LongPassages): Partial<WindowOptions> {
  return typeof how === 'string' ? {} : how;
}
