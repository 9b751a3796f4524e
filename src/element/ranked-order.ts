/** @file From a ranking of results to an order of elements, and to what is told of it. Pure. */
import type { Ranked, PassageObject } from '../core/types';
import type { ListResult } from './events';
import type { Result } from './results-in';

/**
 * @param settled what was ranked before and stays in front
 * @param active what is ranked, in the order in which it came
 * @param ranked of `active`; those that it leaves out (beyond `top`, below the threshold) follow in the order in which they came
 */
export function rankedOrder(
  settled: readonly HTMLElement[],
  active: readonly Result[],
  ranked: readonly Ranked<PassageObject>[],
): HTMLElement[] {
  const first = ranked.map(({ index }) => active[index]!.element);
  const named = new Set(first);
  const rest = active.map(({ element }) => element).filter((element) => !named.has(element));
  return [...settled, ...first, ...rest];
}

/** Ranks count from the top of the list, what is settled included. */
export function listResults(
  settled: number,
  active: readonly Result[],
  ranked: readonly Ranked<PassageObject>[],
): ListResult[] {
  return ranked.map(({ passage, id: _, ...rest }) => {
    return { ...rest, rank: settled + rest.rank, element: active[rest.index]!.element, text: passage.text };
  });
}
