/**
 * @file Parsers of generated answers. They accept any text and always return a full ranking, or a score for each
 * passage. Pure.
 */

/**
 * Returns positions within the window, from 0, in the order in which the text names them, as `[2] > [1]` or in another
 * format. Repeated numbers count once, numbers out of range are ignored, and positions that are not named follow in
 * ascending order.
 */
export function parseOrder(text: string, count: number): number[] {
  const named = [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits) - 1);
  const known = named.filter((position) => position >= 0 && position < count);
  return [...new Set([...known, ...Array.from({ length: count }, (_, position) => position)])];
}

/**
 * Returns scores in [0, `largest`] from lines such as `[1] 7` or `1: 7.5`. The first score of each passage counts;
 * without one it is 0.
 */
export function parseScores(text: string, count: number, largest: number): number[] {
  const scores = new Map<number, number>();
  for (const [, label, score] of text.matchAll(/\[?(\d+)\]?[ \t]*[:=\-–]?[ \t]+(\d+(?:\.\d+)?)/g)) {
    const position = Number(label) - 1;
    if (!scores.has(position)) scores.set(position, Math.min(largest, Number(score)));
  }
  return Array.from({ length: count }, (_, position) => scores.get(position) ?? 0);
}
