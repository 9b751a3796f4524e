/** @file The ways of ranking that are compared. */
import type { Hit } from '../../src/demo/shared/library-data';
import type { TextIndex } from '../../src/demo/worker/text-index';
import { fuse } from '../../src/fusion/fuse';
import { keyOf, type Scores } from './scores';

export type Question = { readonly question: string; readonly at: number };

export type Material = {
  readonly index: TextIndex;
  readonly hits: readonly Hit[];
  readonly scores: Scores;
  readonly logit: (hit: Hit) => number;
};

type System = {
  readonly rank: (question: Question, material: Material) => readonly Hit[];
  /** Whether it ranks passages that share no word with the question. */
  readonly readsAll: boolean;
};

/** How many hits by words, and how many by meaning, the model ranks. */
export const CANDIDATES = 100;

export const systems: Readonly<Record<string, System>> = {
  'words, reranked': {
    readsAll: false,
    rank: ({ question }, material) =>
      fused(material.index.search(question, {}, CANDIDATES).hits, material).slice(0, 10),
  },
  'by meaning over all': { readsAll: true, rank: (_, { hits, logit }) => best(hits, logit, 10) },
  // As `search/session.ts` and the worker's `nearest` do.
  'as shipped': {
    readsAll: true,
    rank: (question, material) => fused(candidates(question, material, CANDIDATES, CANDIDATES), material).slice(0, 10),
  },
};

/** The hits by words, then the nearest by pooled vectors that are not among them, whose score by words is 0. */
function candidates({ question, at }: Question, material: Material, byWords: number, byMeaning: number): Hit[] {
  const { index, hits, scores } = material;
  const words = index.search(question, {}, byWords).hits;
  const known = new Set(words.map(({ id }) => id));
  const asked = scores.questions[at]!;
  const cosine = (hit: Hit): number =>
    scores.passages[keyOf(hit)]!.pooled.reduce((sum, value, d) => sum + value * asked[d]!, 0);
  return [...words, ...best(hits, cosine, byMeaning).filter(({ id }) => !known.has(id))];
}

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
