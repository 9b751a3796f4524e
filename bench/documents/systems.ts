/** @file The ways of ranking that are compared. */
import type { Hit } from '../../src/demo/shared/library-data';
import type { TextIndex } from '../../src/demo/worker/text-index';
import { fuse } from '../../src/fusion/fuse';
import type { Scores } from './scores';

export type Question = { readonly question: string; readonly at: number };

export type Material = {
  readonly index: TextIndex;
  readonly hits: readonly Hit[];
  readonly scores: Scores;
  readonly logit: (hit: Hit) => number;
};

type System = (question: Question, material: Material) => readonly Hit[];

export const systems: Readonly<Record<string, System>> = {
  'by words': ({ question }, { index }) => index.search(question, {}, 10).hits,
  'words, reranked': ({ question }, material) =>
    fused(material.index.search(question, {}, 100).hits, material).slice(0, 10),
  'by meaning over all': (_, { hits, logit }) => best(hits, logit, 10),
};

function best(hits: readonly Hit[], scoreOf: (hit: Hit, at: number) => number, count: number): Hit[] {
  const scores = hits.map(scoreOf);
  return [...hits.keys()]
    .sort((a, b) => scores[b]! - scores[a]!)
    .slice(0, count)
    .map((at) => hits[at]!);
}

function fused(hits: readonly Hit[], { logit, scores }: Material): Hit[] {
  const pairs = hits.map((hit) => ({ model: logit(hit), firstStage: hit.score }));
  const values = fuse('weighted', pairs, scores.weight);
  return best(hits, (_, at) => values[at]!, hits.length);
}
