/**
 * @file `rankside/llamaindex`: a node postprocessor for LlamaIndex.TS query engines and chat engines.
 *
 * Typed by shape, so that nothing is imported. Spec: BaseNodePostprocessor of `@llamaindex/core`.
 */
import type { RerankError } from '../core/errors';
import { rankOrKeep, warnOnConsole } from './shared/rank-or-keep';
import { callOptions, toRankerGetter } from './shared/source';
import type { FixedOptions, RankerSource } from './shared/source';

export type { RankerSource };

/** What is needed of a `NodeWithScore`. */
export type ScoredNode = {
  readonly node: { getContent(mode: never): string };
  readonly score?: number | undefined;
};

/** A `MessageContent`: text, or parts of which the texts are read. */
export type QueryContent = string | readonly { readonly type: string; readonly text?: unknown }[];

export type PostprocessorOptions = FixedOptions & {
  /** How many nodes to keep. Default: all. */
  readonly topN?: number;
  /** Which metadata the model reads with a node's text. Default `EMBED`, what is read when the node is embedded. */
  readonly metadataMode?: 'ALL' | 'EMBED' | 'LLM' | 'NONE';
  /** Aborts every call: LlamaIndex hands its postprocessors no signal. */
  readonly signal?: AbortSignal;
  /** Hears that a query was too long, so that the order stayed as it was. Default: a warning on the console. */
  readonly onKept?: (error: RerankError) => void;
};

export type NodePostprocessor = {
  /**
   * The nodes, best first, each with the model's score. What came in is not changed.
   *
   * @throws what `rerank` throws, but for `query-too-long`: then order and scores stay; TypeError without a query
   */
  postprocessNodes<N extends ScoredNode>(nodes: N[], query?: QueryContent): Promise<N[]>;
};

export function nodePostprocessor(
  reranker: RankerSource,
  { topN, metadataMode = 'EMBED', signal, onKept = warnOnConsole, ...fixed }: PostprocessorOptions = {},
): NodePostprocessor {
  const ranker = toRankerGetter(reranker);
  return {
    async postprocessNodes(nodes, query) {
      if (query === undefined) throw new TypeError('Expected `query` to rank the nodes for, got `undefined`');
      const passages = nodes.map(({ node }) => node.getContent(metadataMode as never));
      const options = callOptions(fixed, topN, signal);
      const { results, kept } = await rankOrKeep(await ranker(), textOf(query), passages, options);
      if (kept) onKept(kept);
      return results.map(({ index, score, scoredBy }) =>
        scoredBy === 'none' ? { ...nodes[index]! } : { ...nodes[index]!, score },
      );
    },
  };
}

function textOf(query: QueryContent): string {
  if (typeof query === 'string') return query;
  return query.flatMap((part) => (typeof part.text === 'string' ? [part.text] : [])).join('\n');
}
