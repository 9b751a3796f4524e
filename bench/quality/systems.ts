/** @file The evaluated systems, as data. A further model, depth or fusion is one more line here. */
import type { Fusion } from '../../src/core/types';
import type { NodeRerankerOptions } from '../../src/cli/node-reranker';

/** One configuration of the engine. All fusions use its logits, so each passage is encoded once. */
export type Pass = {
  /** The name in the report and in `--systems`. */
  readonly name: string;
  readonly options: NodeRerankerOptions & { readonly model: string };
  /** The fusions besides `none`. */
  readonly fusions: readonly Exclude<Fusion, 'none'>[];
};

export const passes: readonly Pass[] = [
  { name: 'fast', options: { model: 'fast' }, fusions: ['weighted', 'rrf'] },
  { name: 'base@2', options: { model: 'base', depth: 2 }, fusions: ['weighted', 'rrf'] },
  { name: 'base@4', options: { model: 'base', depth: 4 }, fusions: ['weighted', 'rrf'] },
  { name: 'base', options: { model: 'base' }, fusions: ['weighted', 'rrf'] },
  // Without a cache, because `base` scores cached passages directly and the first-pass model would not run.
  { name: 'cascade', options: { model: 'base', strategy: 'cascade', vectorCacheBytes: 0 }, fusions: [] },
];

/** The system that all others are compared with besides BM25: a file of `bench/reference`. */
export const untrained = 'untrained-late';

/**
 * Returns the number of candidates that are re-ranked. On xquad-en, BM25 has nearly all answers in its first twenty.
 */
export function candidatesOf(set: string): number {
  return set === 'xquad-en' ? 20 : 100;
}

/** The set for the reliability of scores: the only one with judgments of most candidates of every query. */
export const reliabilitySet = 'dl19';

/** Notes for readers of a set's figures. */
export const setNotes: Readonly<Record<string, string>> = {
  dl19: 'TREC Deep Learning 2019, passages; grades from 2 up count as relevant for MRR and MAP.',
  scifact: 'Scientific claims. In domain: claims of its training split are in the training pool.',
  nfcorpus: 'Plain-language health topics over medical abstracts.',
  'xquad-en': 'Questions on Wikipedia paragraphs; the one paragraph a question was written for counts as relevant.',
};
