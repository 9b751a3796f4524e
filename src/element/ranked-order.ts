/** @file Turns a ranking of results into an order of elements, and into the results of an event. */
import type { Ranked, PassageObject } from '../core/types';
import type { ListResult } from './events';
import type { Result } from './results-in';

/**
 * @param settled elements that an earlier job ranked; they stay in front
 * @param active the results that are ranked, in their original order
 * @param ranked the ranking of `active`; results that it lacks (beyond `top`, or below the threshold) follow in their
 * original order
 */
export function rankedOrder(
  settled: readonly HTMLElement[],
  active: readonly Result[],
  ranked: readonly Ranked<PassageObject>[],
): HTMLElement[] {
  const first = ranked.map(({ index }) => active[index]!.element);
  const isRanked = new Set(first);
  const rest = active.map(({ element }) => element).filter((element) => !isRanked.has(element));
  return [...settled, ...first, ...rest];
}

/** Returns the results of an event. Ranks count from the top of the list and include the `settled` elements. */
export function listResults(
  settled: number,
  active: readonly Result[],
  ranked: readonly Ranked<PassageObject>[],
): ListResult[] {
  return ranked.map(({ passage, id: _, ...rest }) => {
    return { ...rest, rank: settled + rest.rank, element: active[rest.index]!.element, text: passage.text };
  });
}
