/** @file Finds running heads and feet: lines at the edges of pages that repeat, except for their numbers. */
import type { PrintedLine } from './pdf-lines';

/** How many lines at each edge are compared. */
const EDGE_LINES = 2;
/** A line that stands at the edge of this many pages, and of a tenth of all, runs. */
const MIN_PAGES = 3;

/** @param body the size of the plain text; a small line at one height runs on any three pages, as in one chapter */
export function runningLines(pages: readonly (readonly PrintedLine[])[], body = 0): Set<PrintedLine> {
  const byText = new Map<string, PrintedLine[]>();
  for (const lines of pages) {
    const sorted = [...lines].sort((a, b) => b.base - a.base);
    const edges = new Set([...sorted.slice(0, EDGE_LINES), ...sorted.slice(-EDGE_LINES)]);
    for (const line of edges) {
      const key = line.text.toLowerCase().replace(/\d+|\b[ivxlc]+\b/g, '#');
      const same = byText.get(key);
      if (same === undefined) byText.set(key, [line]);
      else same.push(line);
    }
  }
  const least = Math.max(MIN_PAGES, pages.length / 10);
  return new Set([...byText.values()].flatMap((lines) => (lines.length >= least ? lines : atOneHeight(lines, body))));
}

/** The lines that are no larger than the text and whose baseline that of at least three is. */
function atOneHeight(lines: readonly PrintedLine[], body: number): readonly PrintedLine[] {
  const small = lines.filter(({ size }) => size <= body * 1.15);
  const heights = new Map<number, number>();
  for (const { base } of small) heights.set(Math.round(base), (heights.get(Math.round(base)) ?? 0) + 1);
  return small.filter(({ base }) => (heights.get(Math.round(base)) ?? 0) >= MIN_PAGES);
}
