/** @file What a model wrote, read with good will: a full ranking or a score for each, whatever it wrote. Pure. */

/**
 * Places from 0 in the order that the text names them, as `[2] > [1]` or in any other dress; those named twice count once, those out
 * of range not at all, and those not named follow in their order.
 */
export function parseOrder(text: string, count: number): number[] {
  const named = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits) - 1);
  const known = named.filter((place) => place >= 0 && place < count);
  return [...new Set([...known, ...Array.from({ length: count }, (_, place) => place)])];
}

/** Scores in [0, `largest`] from lines such as `[1] 7` or `1: 7.5`; the first for each counts, and 0 where there is none. */
export function parseScores(text: string, count: number, largest: number): number[] {
  const scores = new Map<number, number>();
  for (const [, label, score] of text.matchAll(/\[?(\d+)\]?[ \t]*[:=\-–]?[ \t]+(\d+(?:\.\d+)?)/g)) {
    const place = Number(label) - 1;
    if (!scores.has(place)) scores.set(place, Math.min(largest, Number(score)));
  }
  return Array.from({ length: count }, (_, place) => scores.get(place) ?? 0);
}
