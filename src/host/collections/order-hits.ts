/** @file The order of hits by words and model, and the best hit of each document. Pure. */
import { DEFAULT_WEIGHT, fuse } from '../../fusion/fuse';

export type Candidate = {
  readonly passage: number;
  readonly slot: number;
  /** The score by words; 0 if the passage contains none of them. */
  readonly words: number;
  readonly terms: readonly string[];
  readonly logit: number;
  readonly score: number;
};

export type OrderedCandidate = Candidate & { readonly fused: number };

/** Joins the logits with the scores by words, best first (`weighted`, see src/fusion). */
export function orderCandidates(candidates: readonly Candidate[], weight = DEFAULT_WEIGHT): OrderedCandidate[] {
  const pairs = candidates.map(({ logit, words }) => ({ model: logit, firstStage: words }));
  const fused = fuse('weighted', pairs, weight);
  return candidates.map((each, i) => ({ ...each, fused: fused[i]! })).sort((a, b) => b.fused - a.fused);
}

/** The first `count` items, of each document only the first. */
export function bestOfDocuments<T extends { readonly slot: number }>(items: readonly T[], count: number): T[] {
  const seen = new Set<number>();
  const best: T[] = [];
  for (const item of items) {
    if (best.length >= count) break;
    if (seen.has(item.slot)) continue;
    seen.add(item.slot);
    best.push(item);
  }
  return best;
}
