/**
 * @file `rankside/ai-sdk`: a reranking model for `rerank()` of the Vercel AI SDK, in the two versions of its specification.
 *
 * Typed by shape, so that it fits `ai` 6 and 7 and imports neither. Spec: RerankingModelV3 and RerankingModelV4 of `@ai-sdk/provider`.
 * The SDK tries again only after an `APICallError` that says so; ours reach the caller at once and unchanged.
 */
import type { RerankResult } from '../core/types';
import { callOptions, toRankerGetter } from './shared/source';
import type { FixedOptions, RankerSource } from './shared/source';

export type { RankerSource };

export type RerankingModelOptions<Version extends 'v3' | 'v4'> = FixedOptions & {
  /** `v3` (the default) is taken by `ai` 6 and 7, `v4` by 7 alone. */
  readonly specificationVersion?: Version;
  /** What the SDK calls the model in logs and telemetry. Default `local`. */
  readonly modelId?: string;
};

export type RerankingModel<Version extends 'v3' | 'v4'> = {
  readonly specificationVersion: Version;
  readonly provider: string;
  readonly modelId: string;
  /**
   * @throws what `rerank` throws
   */
  doRerank(call: RerankingCall): Promise<RerankingResult>;
};

type RerankingCall = {
  readonly documents:
    | { readonly type: 'text'; readonly values: readonly string[] }
    | { readonly type: 'object'; readonly values: readonly unknown[] };
  readonly query: string;
  readonly topN?: number | undefined;
  readonly abortSignal?: AbortSignal | undefined;
};

type RerankingWarning =
  { type: 'compatibility'; feature: string; details: string } | { type: 'other'; message: string };

type RerankingResult = {
  ranking: { index: number; relevanceScore: number }[];
  warnings: RerankingWarning[];
  /** `modelId` names the model and method that gave the scores. */
  response: { timestamp: Date; modelId?: string };
};

/** Objects are ranked as their JSON, and a warning says so; pass the texts that matter to do better. */
export function rerankingModel<Version extends 'v3' | 'v4' = 'v3'>(
  reranker: RankerSource,
  options: RerankingModelOptions<Version> = {},
): RerankingModel<Version> {
  const { specificationVersion = 'v3' as Version, modelId = 'local', ...fixed } = options;
  const ranker = toRankerGetter(reranker);
  return {
    specificationVersion,
    provider: 'rankside',
    modelId,
    async doRerank({ documents, query, topN, abortSignal }) {
      const passages = documents.values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value)));
      const answer = await (await ranker()).rerank(query, passages, callOptions(fixed, topN, abortSignal));
      return toRerankingResult(answer, documents.type);
    },
  };
}

function toRerankingResult({ results, stats }: RerankResult, type: 'text' | 'object'): RerankingResult {
  const other = stats.truncated > 0 ? [`${stats.truncated} documents were too long and read only in part`] : [];
  return {
    ranking: results.map(({ index, score }) => ({ index, relevanceScore: score })),
    warnings: [
      ...(type === 'object' ? [OBJECT_WARNING] : []),
      ...[...other, ...stats.warnings].map((message) => ({ type: 'other' as const, message })),
    ],
    response: { timestamp: new Date(), ...(results[0] ? { modelId: results[0].scoredBy } : {}) },
  };
}

const OBJECT_WARNING: RerankingWarning = {
  type: 'compatibility',
  feature: 'object documents',
  details: 'Objects are ranked as their JSON text',
};
