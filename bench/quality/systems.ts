/** @file What is judged, as data. A further model, depth or fusion is one more line here. */
import type { Fusion } from '../../src/core/types';
import type { NodeRerankerOptions } from '../../src/cli/node-reranker';

/** One way through the engine. Its logits serve every fusion, so each passage is encoded once for all of them. */
export type Pass = {
  /** What the report and `--systems` call it. */
  readonly name: string;
  readonly options: NodeRerankerOptions & { readonly model: string };
  /** Fusions besides none. */
  readonly fusions: readonly Exclude<Fusion, 'none'>[];
};

export const passes: readonly Pass[] = [
  { name: 'fast', options: { model: 'fast' }, fusions: ['weighted', 'rrf'] },
  { name: 'base@2', options: { model: 'base', depth: 2 }, fusions: ['weighted', 'rrf'] },
  { name: 'base@4', options: { model: 'base', depth: 4 }, fusions: ['weighted', 'rrf'] },
  { name: 'base', options: { model: 'base' }, fusions: ['weighted', 'rrf'] },
  // A first look at every list: what is kept of earlier queries would be scored by base at once.
  { name: 'cascade', options: { model: 'base', strategy: 'cascade', vectorCacheBytes: 0 }, fusions: [] },
];

/** What every system is compared with besides BM25: a file of `bench/reference`. */
export const untrained = 'untrained-late';

/** How many candidates of a query are re-ranked. On xquad-en BM25 has nearly all answers in its first twenty. */
export function candidatesOf(set: string): number {
  return set === 'xquad-en' ? 20 : 100;
}

/** The set whose judgments tell whether scores are true: the only one with judges for most candidates of every query. */
export const reliabilitySet = 'dl19';

/** What a reader of a set's figures should know. */
export const setNotes: Readonly<Record<string, string>> = {
  dl19: 'TREC Deep Learning 2019, passages; grades from 2 up count as relevant for MRR and MAP.',
  scifact: 'Scientific claims. In domain: claims of its training split are in the training pool.',
  nfcorpus: 'Plain-language health topics over medical abstracts.',
  'xquad-en': 'Questions on Wikipedia paragraphs; the one paragraph a question was written for counts as relevant.',
};
