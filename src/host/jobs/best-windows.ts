/** @file Of each passage the piece that its score is from: what there is to explain. */
import type { PassageText } from '../../engine/engine';
import type { LongPassages, TextSpan } from '../../core/types';
import { windowsOfJob } from './windows';
import type { LoadedModel } from '../loaded/loaded-model';
import { MethodTask } from './method-task';
import type { MethodJob } from './method-task';

export type BestPieces = {
  /** By row of the job. */
  readonly passages: readonly PassageText[];
  /** From a place in the text of a row's piece to that in its passage's. */
  placeOf(row: number, span: TextSpan): TextSpan;
};

/** Scores what has several pieces again, for which vectors and scores of pairs are mostly at hand. */
export async function bestWindows(job: MethodJob, serving: LoadedModel, how: LongPassages): Promise<BestPieces> {
  const pieces = windowsOfJob(job, [...job.passages.keys()], serving.engine, how);
  const best = new Map<number, { readonly piece: number; readonly logit: number }>();
  const hear = (piece: number, logit: number) => {
    const row = pieces.rowOf?.[piece] ?? piece;
    if (logit > (best.get(row)?.logit ?? -Infinity)) best.set(row, { piece, logit });
  };
  for (const piece of pieces.rows) hear(piece, -Number.MAX_VALUE);
  if (pieces.windows > 0) {
    const question = { query: job.query, instruction: job.instruction ?? '' };
    const judged = serving.pairs?.find(question, pieces.passages, pieces.rows) ?? [];
    for (const { index, logit } of judged) hear(index, logit);
    const known = new Set(judged.map(({ index }) => index));
    const open = pieces.rows.filter((piece) => !known.has(piece));
    const task = new MethodTask({ ...job, passages: pieces.passages }, serving, open);
    for await (const scores of serving.method.run(task, serving.engine)) {
      for (const { index, logit } of scores) hear(index, logit);
    }
  }
  const pieceOf = (row: number) => best.get(row)!.piece;
  return {
    passages: job.passages.map((_, row) => pieces.passages[pieceOf(row)]!),
    placeOf: (row, span) => pieces.placeOf(pieceOf(row), span),
  };
}
