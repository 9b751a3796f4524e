/** @file Builds a loaded model around a started engine: its method, pooled engines, caches and storage. */
import { VectorCache } from '../engine/vectors/vector-cache';
import type { Method } from '../methods/contract/method';
import { resolveMethod } from '../methods/registry';
import type { ModelCard } from '../models/card';
import type { LoadRequest } from '../protocol/host-api';
import type { LoadContext, StartedEngine } from './engines/start-engine';
import type { LoadedModel } from './loaded/loaded-model';
import { Pace } from './pool/pace';
import type { Pool } from './pool/pool';
import { PairScores } from './storage/pair-scores';
import { hasHashes, namespaceOf } from './storage/storage-namespace';
import { openScoreStorage } from './storage/score-storage';
import { openVectorStorage } from './storage/vector-storage';

export type LoadedModelParts = {
  readonly started: StartedEngine;
  /** The card, cut at the depth in use. */
  readonly card: ModelCard;
  readonly method: LoadRequest['method'];
  readonly pool: Pool;
  /** The share of the request's vector memory that the model may use. Default 1. */
  readonly cacheShare?: number;
};

export async function buildLoadedModel(
  { started, card, method: requested, pool, cacheShare = 1 }: LoadedModelParts,
  context: Pick<LoadContext, 'request' | 'env' | 'warn' | 'countDamaged'>,
): Promise<LoadedModel> {
  const { request, env } = context;
  const { engine, variant, parts } = started;
  const method = resolveMethod(requested, card);
  const scoresPairs = canReusePairScores(method);
  const [pooledEngines, vectorStorage, scoreStorage] = await Promise.all([
    variant.device === 'wasm' ? pool.addEngine(parts) : [],
    openVectorStorage(request, env, started, context),
    scoresPairs ? openScoreStorage(request, env, started, { method, notes: context }) : undefined,
  ]);
  return {
    card,
    engine,
    pooledEngines,
    padded: variant.batching === 'padded',
    method,
    ...(hasHashes(variant) ? { namespace: namespaceOf(started) } : {}),
    ...(scoresPairs ? { pairScores: new PairScores(scoreStorage) } : {}),
    vectors: new VectorCache(cacheShare * request.vectorCacheBytes),
    ...(vectorStorage ? { vectorStorage } : {}),
    pace: new Pace(),
  };
}

/** A score may be reused if it depends on its pair alone, and there are no vectors that already spare the work. */
function canReusePairScores({ scoreKind, needs }: Method): boolean {
  return scoreKind === 'pair' && !needs.includes('embedTokens') && !needs.includes('embed');
}
