/** @file One model that serves jobs, with everything that belongs to it. */
import type { Engine } from '../src/engine/engine';
import type { VectorCache } from '../src/engine/vector-cache';
import type { Method } from '../src/methods/method';
import type { ModelCard } from '../src/models/card';
import { depthsOf } from '../src/models/exits';
import type { Pace } from './pace';
import type { PairScores } from './pair-scores';
import type { Recruit } from './pool';
import type { VectorStorage } from './vector-storage';

export type Serving = {
  /** Cut at the depth in use. */
  readonly card: ModelCard;
  readonly engine: Engine;
  /** Twins of the engine in a pool; absent where there is none. */
  readonly members?: readonly Recruit[];
  /** Rows of one batch are padded to one length. */
  readonly padded?: boolean;
  readonly method: Method;
  readonly vectors: VectorCache;
  /** Of joint methods alone: late interaction has its vectors, and a score of a list is of that list only. */
  readonly pairs?: PairScores;
  /** What outlives the page. */
  readonly storage?: VectorStorage;
  readonly pace: Pace;
};

/** `<model>/<method>`, `<model>@<depth>/<method>` where the model has several exits. */
export function stageName({ card, method }: Pick<Serving, 'card' | 'method'>): string {
  const depths = depthsOf(card);
  return depths.length > 0 ? `${card.name}@${depths.at(-1)!}/${method.name}` : `${card.name}/${method.name}`;
}
