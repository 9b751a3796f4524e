/**
 * @file `rankside/llamaindex`: a node postprocessor for LlamaIndex.TS query engines and chat engines.
 *
 * It is typed structurally, so that nothing is imported. Specification: BaseNodePostprocessor of `@llamaindex/core`.
 */
import type { RerankError } from '../core/errors';
import { rankOrKeep, warnOnConsole } from './shared/rank-or-keep';
import { callOptions, toRankerGetter } from './shared/source';
import type { FixedOptions, RankerSource } from './shared/source';

export type { RankerSource };

/** The fields of a `NodeWithScore` that are used. */
export type ScoredNode = {
  readonly node: { getContent(mode: never): string };
  readonly score?: number | undefined;
};

/** A `MessageContent`: a text, or parts of which only the texts are read. */
export type QueryContent = string | readonly { readonly type: string; readonly text?: unknown }[];

/** Options of `nodePostprocessor`; options of `rerank` among them apply to every call. */
export type PostprocessorOptions = FixedOptions & {
  /** How many nodes to keep. Default: all. */
  readonly topN?: number;
  /**
   * Which metadata the model reads with a node's text. Default `EMBED`: the metadata that is used for embedding the
   * node.
   */
  readonly metadataMode?: 'ALL' | 'EMBED' | 'LLM' | 'NONE';
  /** Aborts every call. LlamaIndex passes no signal to postprocessors. */
  readonly signal?: AbortSignal;
  /** Called when a query was too long and the nodes kept their order. Default: a warning on the console. */
  readonly onKept?: (error: RerankError) => void;
};

/** A node postprocessor as LlamaIndex expects it. */
export type NodePostprocessor = {
  /**
   * Returns the nodes, best first, each with the model's score. The input is not changed.
   *
   * @throws TypeError without a query; else what `rerank` throws, except `query-too-long`: in that case order and
   * scores stay unchanged
   */
  postprocessNodes<N extends ScoredNode>(nodes: N[], query?: QueryContent): Promise<N[]>;
};

/** Creates a node postprocessor that ranks nodes by their content. */
export function nodePostprocessor(
  reranker: RankerSource,
  { topN, metadataMode = 'EMBED', signal, onKept = warnOnConsole, ...fixed }: PostprocessorOptions = {},
): NodePostprocessor {
  const ranker = toRankerGetter(reranker);
  return {
    async postprocessNodes(nodes, query) {
      if (query === undefined)
        throw new TypeError('Expected `query` to be a text to rank the nodes by, got `undefined`');
      const passages = nodes.map(({ node }) => node.getContent(metadataMode as never));
      const options = callOptions(fixed, topN, signal);
      const { results, kept } = await rankOrKeep(ranker, textOf(query), passages, options);
      if (kept) onKept(kept);
      return results.map(({ index, score }) =>
        score === undefined ? { ...nodes[index]! } : { ...nodes[index]!, score },
      );
    },
  };
}

function textOf(query: QueryContent): string {
  if (typeof query === 'string') return query;
  return query.flatMap((part) => (typeof part.text === 'string' ? [part.text] : [])).join('\n');
}
