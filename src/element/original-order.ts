/** @file Tracks the original order of results while they are shown in another order. */

/**
 * @param known the original order so far
 * @param shown the current results in document order
 * @returns the current results in their original order. New results after all known ones come last; other new results
 * follow the one that they follow in the document.
 */
export function originalOrder<T>(known: readonly T[], shown: readonly T[]): T[] {
  const present = new Set(shown);
  const seen = new Set(known);
  const order = known.filter((result) => present.has(result));
  const lastKnown = shown.findLastIndex((result) => seen.has(result));
  shown.forEach((result, i) => {
    if (seen.has(result)) return;
    if (i > lastKnown) order.push(result);
    else order.splice(i === 0 ? 0 : order.indexOf(shown[i - 1]!) + 1, 0, result);
  });
  return order;
}
