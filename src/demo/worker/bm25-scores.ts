/** @file BM25 runs for an evaluation: a corpus indexed for the occasion, apart from the library. */
import MiniSearch from 'minisearch';
import { INDEX_OPTIONS } from './text-index';

export type CorpusEntry = { readonly id: string; readonly title?: string; readonly text: string };

/** Scores by query id, then document id, best first, `depth` at most a query. */
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
