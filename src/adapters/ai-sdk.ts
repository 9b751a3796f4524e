/**
 * @file `rankside/ai-sdk`: a reranking model for `rerank()` of the Vercel AI SDK, in both versions of its
 * specification.
 *
 * It is typed structurally, so that it fits `ai` 6 and 7 and imports neither. Specification: RerankingModelV3 and
 * RerankingModelV4 of `@ai-sdk/provider`. The SDK retries only after an `APICallError` that is marked as retryable, so
 * errors of rankside reach the caller at once and unchanged.
 */
import type { RerankResult } from '../core/types';
import { callOptions, toRankerGetter } from './shared/source';
import type { FixedOptions, RankerSource } from './shared/source';

export type { RankerSource };

/** Options of `rerankingModel`; options of `rerank` among them apply to every call. */
export type RerankingModelOptions<Version extends 'v3' | 'v4'> = FixedOptions & {
  /** The version of the specification. `ai` 6 and 7 accept `v3`; only 7 accepts `v4`. Default `v3`. */
  readonly specificationVersion?: Version;
  /** The name of the model in the SDK's logs and telemetry. Default `local`. */
  readonly modelId?: string;
};

/** A reranking model as the AI SDK expects it. */
export type RerankingModel<Version extends 'v3' | 'v4'> = {
  readonly specificationVersion: Version;
  readonly provider: string;
  readonly modelId: string;
  /** Ranks the documents of a call. @throws what `rerank` throws */
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
  /** `modelId` names the model and the method that gave the scores. */
  response: { timestamp: Date; modelId?: string };
};

/**
 * Creates a reranking model for `rerank()` of the AI SDK.
 *
 * Documents that are objects are ranked by their JSON text, with a warning; passing the relevant texts instead gives
 * better rankings.
 */
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
      const result = await (await ranker()).rerank(query, passages, callOptions(fixed, topN, abortSignal));
      return toRerankingResult(result, documents.type);
    },
  };
}

function toRerankingResult({ results, stats }: RerankResult, type: 'text' | 'object'): RerankingResult {
  const truncation =
    stats.truncated > 0 ? [`${stats.truncated} documents were too long and were read only in part`] : [];
  return {
    ranking: results.flatMap(({ index, score }) => (score === undefined ? [] : [{ index, relevanceScore: score }])),
    warnings: [
      ...(type === 'object' ? [OBJECT_WARNING] : []),
      ...[...truncation, ...stats.warnings].map((message) => ({ type: 'other' as const, message })),
    ],
    response: { timestamp: new Date(), ...(results[0] ? { modelId: results[0].scoredBy } : {}) },
  };
}

const OBJECT_WARNING: RerankingWarning = {
  type: 'compatibility',
  feature: 'object documents',
  details: 'Objects are ranked by their JSON text',
};
