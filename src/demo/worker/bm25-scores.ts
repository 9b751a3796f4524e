/** @file Scores a corpus with BM25 for an evaluation, with an index of its own beside the library. */
import MiniSearch from 'minisearch';
import { INDEX_OPTIONS } from './text-index';

export type CorpusEntry = { readonly id: string; readonly title?: string; readonly text: string };

/** Maps query ids to document ids and scores, best first, at most `depth` documents for each query. */
export function scoreWithBm25(
  corpus: readonly CorpusEntry[],
  queries: ReadonlyMap<string, string>,
  depth: number,
): Map<string, Map<string, number>> {
  const index = new MiniSearch(INDEX_OPTIONS);
  index.addAll(corpus.map(({ id, title = '', text }) => ({ id, text, heading: title, name: '' })));
  return new Map(
    [...queries].map(([id, query]) => [
      id,
      new Map(
        index
          .search(query)
          .slice(0, depth)
          .map((hit) => [hit.id as string, hit.score]),
      ),
    ]),
  );
}
