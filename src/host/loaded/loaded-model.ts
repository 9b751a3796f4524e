/** @file A loaded model: an engine with all that belongs to it. */
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
  /** The card, cut at the depth in use. */
  readonly card: ModelCard;
  readonly engine: Engine;
  /** The copies of the engine in the pool. Default: none. */
  readonly pooledEngines?: readonly PooledEngine[];
  /** The engine on the GPU, which joins and leaves while the model is in use. Default: none. */
  readonly gpu?: { readonly engine: PooledEngine | undefined };
  /** Whether the rows of a batch are padded to one length. */
  readonly padded?: boolean;
  readonly method: Method;
  /** Everything that a vector depends on beside its text. Absent if the model may be another one at the next load. */
  readonly namespace?: string;
  readonly vectors: VectorCache;
  /** Present if scores depend on their pair alone and the method has no vectors to reuse. */
  readonly pairScores?: PairScores;
  /** The stored vectors; absent if vectors are kept in memory only. */
  readonly vectorStorage?: VectorStorage;
  readonly pace: Pace;
};

/** The name in results: `<model>/<method>`, or `<model>@<depth>/<method>` for a model with exits. */
export function scorerName({ card, method }: Pick<LoadedModel, 'card' | 'method'>): string {
  return formatScorerName({ model: card.name, method: method.name, depth: depthsOf(card).at(-1) });
}
