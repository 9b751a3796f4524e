/**
 * @file Why a passage ranks where it does: what a method is given to say so, and how parts become relevance.
 */
import type { Engine, PassageText } from '../../engine/engine';
import type { PassageVectors } from '../../engine/vectors/vector-cache';
import type { ExplainedSpan, Explanation, TextSpan } from '../../core/types';

/** Rows of one call to explain, as a method sees them. */
export interface ExplainTask {
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly instruction?: string | undefined;
  readonly vectors: PassageVectors;
  /** Lets the worker breathe; throws where the task was cancelled. Between two model calls, or more often. */
  checkpoint(): Promise<void>;
}

/** Yields one explanation a passage, in order. */
export type Explain = (task: ExplainTask, engine: Engine) => AsyncIterable<Explanation>;

/** Values as shares of the largest: in [0, 1], what is below zero as 0. */
export function scaled(spans: readonly TextSpan[], values: readonly number[]): ExplainedSpan[] {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  return spans.map(({ start, end }, at) => {
    const relevance = most > 0 ? Math.max(0, values[at]!) / most : 0;
    return { start, end, relevance };
  });
}
