/** @file One model that serves jobs, with everything that belongs to it. */
import type { Engine } from '../../engine/engine';
import type { VectorCache } from '../../engine/vectors/vector-cache';
import type { Method } from '../../methods/contract/method';
import type { ModelCard } from '../../models/card';
import { depthsOf } from '../../models/exits';
import { formatScorerName } from '../../models/scorer-name';
import type { Pace } from '../pool/pace';
import type { PairScores } from '../storage/pair-scores';
import type { PooledEngine } from '../pool/pool';
import type { VectorStorage } from '../storage/vector-storage';

export type LoadedModel = {
  /** Cut at the depth in use. */
  readonly card: ModelCard;
  readonly engine: Engine;
  /** Twins of the engine in a pool; absent where there is none. */
  readonly pooledEngines?: readonly PooledEngine[];
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

/** The name under which the model's scores are reported. */
export function scorerName({ card, method }: Pick<LoadedModel, 'card' | 'method'>): string {
  return formatScorerName({ model: card.name, method: method.name, depth: depthsOf(card).at(-1) });
}
