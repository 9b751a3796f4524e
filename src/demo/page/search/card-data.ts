/** @file What each result card shows, as data. */
import type { Explanation, Ranked } from 'rankside';
import type { Hit } from '../../shared/library-data';

export type Row = {
  readonly key: string;
  readonly hit: Hit;
  readonly terms: readonly string[];
  /** Place in the list, from 1. */
  readonly place: number;
  /** Place among the hits by words, from 1; absent for a passage that only the model found. */
  readonly wordPlace?: number;
  /** `NaN` while there is none. */
  readonly score: number;
  readonly explanation?: Explanation;
};

type Placed = Pick<Row, 'hit' | 'wordPlace' | 'score' | 'explanation'>;

/** The first stage's order. */
export function wordRows(hits: readonly Hit[], terms: readonly string[], most: number): Row[] {
  return hits
    .slice(0, most)
    .map((hit, at) => ({ key: hit.id, hit, terms, place: at + 1, wordPlace: at + 1, score: NaN }));
}

/**
 * Scored results as ranked, then hits that wait for their score, in the first stage's order.
 *
 * @param matching how many of `candidates`, from the first, the first stage found
 */
export function rankedRows(
  candidates: readonly Hit[],
  matching: number,
  results: readonly Ranked[],
  terms: readonly string[],
  most: number,
): Row[] {
  const placeOf = (index: number): Pick<Row, 'wordPlace'> => (index < matching ? { wordPlace: index + 1 } : {});
  const scored = results.filter(({ score }) => Number.isFinite(score));
  const done = new Set(scored.map(({ index }) => index));
  const placed = scored.flatMap((result): Placed[] => {
    const hit = candidates[result.index];
    if (hit === undefined) return [];
    const { explanation } = result;
    return [
      { hit, score: result.score, ...placeOf(result.index), ...(explanation === undefined ? {} : { explanation }) },
    ];
  });
  const rest = candidates.slice(0, matching).flatMap((hit, index): Placed[] => {
    return done.has(index) || scored.length >= most ? [] : [{ hit, score: NaN, wordPlace: index + 1 }];
  });
  return [...placed, ...rest].slice(0, most).map((row, at) => ({ ...row, key: row.hit.id, terms, place: at + 1 }));
}
