/**
 * @file `rankside/tanstack-ai`: an adapter for `rerank()` of TanStack AI.
 *
 * Typed by shape, so that nothing is imported. Spec: RerankAdapter of `@tanstack/ai`, tested with 0.58.
 */
import { callOptions, toRankerGetter } from './shared/source';
import type { FixedOptions, RankerSource } from './shared/source';

export type { RankerSource };

/** Options of one call, as `modelOptions`. They win over those of the adapter. */
export type RanksideRerankOptions = FixedOptions;

export type RanksideRerankAdapter = {
  readonly kind: 'rerank';
  readonly name: 'rankside';
  readonly model: string;
  /** For inference alone; there is nothing in it. */
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
  /** Nothing is billed, and nothing counted for billing. */
  usage: { promptTokens: number; completionTokens: number; totalTokens: number };
};

/** @param options `model` is what TanStack AI calls the model in its events, `local` by default */
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
        const ranking = results.map(({ index, score }) => ({ index, score }));
        return { id, ranking, usage: { promptTokens: 0, completionTokens: 0, totalTokens: 0 } };
      } catch (error) {
        logger.errors('rankside rerank failed', { id, error });
        throw error;
      }
    },
  };
}
