/**
 * @file `rankside/tanstack-ai`: an adapter for `rerank()` of TanStack AI.
 *
 * It is typed structurally, so that nothing is imported. Specification: RerankAdapter of `@tanstack/ai`, tested with
 * 0.58.
 */
import { callOptions, toRankerGetter } from './shared/source';
import type { FixedOptions, RankerSource } from './shared/source';

export type { RankerSource };

/** Options of one call, given as `modelOptions`. They override those of the adapter. */
export type RanksideRerankOptions = FixedOptions;

/** A rerank adapter as TanStack AI expects it. */
export type RanksideRerankAdapter = {
  readonly kind: 'rerank';
  readonly name: 'rankside';
  readonly model: string;
  /** Used only for type inference; the value is undefined. */
  '~types': { providerOptions: RanksideRerankOptions };
  rerank(call: AdapterCall): Promise<AdapterResult>;
};

type AdapterCall = {
  readonly query: string;
  readonly documents: readonly string[];
  readonly topN?: number | undefined;
  readonly modelOptions?: RanksideRerankOptions | undefined;
  readonly abortSignal?: AbortSignal | undefined;
  readonly logger: {
    request(message: string, meta?: Record<string, unknown>): void;
    errors(message: string, meta?: Record<string, unknown>): void;
  };
};

type AdapterResult = {
  id: string;
  ranking: { index: number; score: number }[];
  /** Zero, because nothing is billed. */
  usage: { promptTokens: number; completionTokens: number; totalTokens: number };
};

/**
 * Creates a rerank adapter for TanStack AI.
 *
 * @param options `model` is the name of the model in TanStack AI's events, `local` by default; options of `rerank`
 * apply to every call
 */
export function ranksideRerank(
  reranker: RankerSource,
  { model = 'local', ...fixed }: RanksideRerankOptions & { readonly model?: string } = {},
): RanksideRerankAdapter {
  const ranker = toRankerGetter(reranker);
  let calls = 0;
  return {
    kind: 'rerank',
    name: 'rankside',
    model,
    '~types': undefined as unknown as RanksideRerankAdapter['~types'],
    async rerank({ query, documents, topN, modelOptions, abortSignal, logger }) {
      const id = `rankside-${++calls}`;
      logger.request('activity=rerank provider=rankside', { id, model, documentCount: documents.length });
      try {
        const options = callOptions({ ...fixed, ...modelOptions }, topN, abortSignal);
        const { results } = await (await ranker()).rerank(query, documents, options);
        const ranking = results.flatMap(({ index, score }) => (score === undefined ? [] : [{ index, score }]));
        return { id, ranking, usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 } };
      } catch (error) {
        logger.errors('rankside rerank failed', { id, error });
        throw error;
      }
    },
  };
}
