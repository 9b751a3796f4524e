/** @file The order in which results came, kept while they are shown in another. Pure. */

/**
 * @param known the order so far
 * @param shown what is there now, in document order
 * @returns what is there now, in the order in which it came: new results behind all known ones come last, others after the result
 * that they stand behind
 */
export function originalOrder<T>(known: readonly T[], shown: readonly T[]): T[] {
  const present = new Set(shown);
  const seen = new Set(known);
  const order = known.filter((each) => present.has(each));
  const lastKnown = shown.findLastIndex((each) => seen.has(each));
  shown.forEach((each, at) => {
    if (seen.has(each)) return;
    if (at > lastKnown) order.push(each);
    else order.splice(at === 0 ? 0 : order.indexOf(shown[at - 1]!) + 1, 0, each);
  });
  return order;
}
