/** @file The data that each result card shows. */
import type { Explanation, Ranked } from 'rankside';
import type { Hit } from '../../shared/library-data';

export type CardData = {
  readonly key: string;
  readonly hit: Hit;
  readonly terms: readonly string[];
  /** The rank in the list, from 1. */
  readonly rank: number;
  /** The rank in the first stage, from 1; absent for a passage that only the model found. */
  readonly firstStageRank?: number;
  /** `NaN` until the passage is scored. */
  readonly score: number;
  readonly explanation?: Explanation;
  /** Whether the card stands below a better one of the same document. */
  readonly isFollower?: boolean;
};

type Unranked = Pick<CardData, 'hit' | 'firstStageRank' | 'score' | 'explanation'>;

/** Cards in the order of the first stage, without scores. */
export function firstStageCards(hits: readonly Hit[], terms: readonly string[], limit: number): CardData[] {
  return hits.slice(0, limit).map((hit, index) => {
    return { key: hit.id, hit, terms, rank: index + 1, firstStageRank: index + 1, score: NaN };
  });
}

/**
 * Cards of the scored passages as ranked, followed by the hits that have no score yet, in the order of the first stage.
 *
 * @param matching how many of `candidates`, from the first, the first stage found
 */
export function rankedCards(
  candidates: readonly Hit[],
  matching: number,
  results: readonly Ranked[],
  terms: readonly string[],
  limit: number,
): CardData[] {
  const firstStageRankOf = (index: number): Pick<CardData, 'firstStageRank'> =>
    index < matching ? { firstStageRank: index + 1 } : {};
  const scored = results.filter(({ score }) => score !== undefined);
  const scoredIndices = new Set(scored.map(({ index }) => index));
  const ranked = scored.flatMap(({ index, score = NaN, explanation }): Unranked[] => {
    const hit = candidates[index];
    if (hit === undefined) return [];
    return [{ hit, score, ...firstStageRankOf(index), ...(explanation === undefined ? {} : { explanation }) }];
  });
  const unscored = candidates.slice(0, matching).flatMap((hit, index): Unranked[] => {
    const isShown = !scoredIndices.has(index) && scored.length < limit;
    return isShown ? [{ hit, score: NaN, firstStageRank: index + 1 }] : [];
  });
  return [...ranked, ...unscored].slice(0, limit).map((card, index) => {
    return { ...card, key: card.hit.id, terms, rank: index + 1 };
  });
}

/** Puts the cards of a document below its best one, and leaves the documents in the order of their best cards. */
export function groupByDocument(cards: readonly CardData[]): CardData[] {
  const groups = new Map<string, CardData[]>();
  for (const card of cards) {
    const group = groups.get(card.hit.document);
    if (group === undefined) groups.set(card.hit.document, [card]);
    else group.push({ ...card, isFollower: true });
  }
  return [...groups.values()].flat();
}
