/** @file Finds running heads and feet: lines at the edges of pages that repeat, except for their numbers. */
import type { PrintedLine } from './pdf-lines';

/** How many lines at each edge are compared. */
const EDGE_LINES = 2;
/** A line that stands at the edge of this many pages, and of a tenth of all, runs. */
const MIN_PAGES = 3;

export function runningLines(pages: readonly (readonly PrintedLine[])[]): Set<PrintedLine> {
  const byText = new Map<string, PrintedLine[]>();
  for (const lines of pages) {
    const sorted = [...lines].sort((a, b) => b.base - a.base);
    const edges = new Set([...sorted.slice(0, EDGE_LINES), ...sorted.slice(-EDGE_LINES)]);
    for (const line of edges) {
      const key = line.text.toLowerCase().replace(/\d+|\b[ivxlc]+\b/g, '#');
      byText.set(key, [...(byText.get(key) ?? []), line]);
    }
  }
  const least = Math.max(MIN_PAGES, pages.length / 10);
  return new Set([...byText.values()].filter((lines) => lines.length >= least).flat());
}
