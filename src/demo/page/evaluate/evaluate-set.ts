/**
 * @file Evaluates a set twice: with the hits of the first stage reranked and, where the set is small, with every
 * passage reranked.
 */
import type { Reranker } from 'rankside';
import type { BeirSet } from '../../../eval/beir';
import { evaluate } from '../../../eval/evaluate';
import type { EvaluateOptions, EvaluateProgress, EvaluateResult } from '../../../eval/evaluate';
import { DEPTH, MAX_EXHAUSTIVE, withEveryPassage } from './sets';

/** The metrics of all questions, and one step for each question. */
export type Evaluation = { readonly result: EvaluateResult; readonly steps: readonly EvaluateProgress[] };

export type SetEvaluation = {
  /** The first hits of BM25, reranked. */
  readonly topHits: Evaluation;
  /** Every passage, reranked; absent for a large set. */
  readonly exhaustive?: Evaluation;
};

export type EvaluateSetOptions = {
  readonly signal: AbortSignal;
  /** Receives each step, and the share of the whole that is done, in [0, 1]. */
  readonly onStep: (step: EvaluateProgress, fraction: number) => void;
};

export async function evaluateSet(
  set: BeirSet,
  reranker: Reranker,
  { signal, onStep }: EvaluateSetOptions,
): Promise<SetEvaluation> {
  const rank: EvaluateOptions['rank'] = async (query, passages) => {
    const { results } = await reranker.rerank(query, passages, { signal });
    return results.map(({ index }) => index);
  };
  const run = (ranked: BeirSet, candidates: number, from: number, share: number): Promise<Evaluation> =>
    runToEnd(
      evaluate(ranked, { rank, candidates, minGrade: 1 }),
      (step) => onStep(step, from + (share * step.done) / step.total),
      signal,
    );
  const { size } = set.corpus;
  if (size > MAX_EXHAUSTIVE) return { topHits: await run(set, DEPTH, 0, 1) };
  const topHits = await run(set, DEPTH, 0, 0.5);
  return { topHits, exhaustive: await run(withEveryPassage(set), size, 0.5, 0.5) };
}

async function runToEnd(
  evaluation: AsyncGenerator<EvaluateProgress, EvaluateResult, void>,
  onStep: (step: EvaluateProgress) => void,
  signal: AbortSignal,
): Promise<Evaluation> {
  const steps: EvaluateProgress[] = [];
  for (;;) {
    const next = await evaluation.next();
    signal.throwIfAborted();
    if (next.done === true) return { result: next.value, steps };
    steps.push(next.value);
    onStep(next.value);
  }
}
