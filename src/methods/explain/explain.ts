/** @file The contract of explanations: why a passage ranks where it does, by sentences and tokens. */
import type { Engine, PassageText } from '../../engine/engine';
import type { PassageVectors } from '../../engine/vectors/vector-cache';
import type { ExplainedSpan, Explanation, TextSpan } from '../../core/types';

/** The passages of one call that are to be explained. */
export interface ExplainTask {
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly instruction?: string | undefined;
  readonly vectors: PassageVectors;
  /** Whether the vectors at hand must do, without a model call for a sentence. Default false. */
  readonly vectorsOnly?: boolean;
  /** Yields to the event loop, and throws where the task was cancelled. To be awaited before every model call. */
  checkpoint(): Promise<void>;
}

/** Yields one explanation per passage, in their order. */
export type Explain = (task: ExplainTask, engine: Engine) => AsyncIterable<Explanation>;

/** Divides the values by the largest one: relevance is in [0, 1], and negative values become 0. */
export function scaleToLargest(spans: readonly TextSpan[], values: readonly number[]): ExplainedSpan[] {
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  return spans.map(({ start, end }, i) => {
    const relevance = most > 0 ? Math.max(0, values[i]!) / most : 0;
    return { start, end, relevance };
  });
}
