/**
 * @file Where the reader is, kept while rows change places. Once the top of the list has been scrolled out of view, the first row in view
 * stays where it is on the screen and the others change around it. While the top is in view nothing scrolls: a permutation of rows
 * leaves the height of the list, and what comes after it, as they are.
 */
export function keepScrollPosition(rows: readonly HTMLElement[], move: () => void): void {
  const scroller = findScroller(rows[0]);
  const edge = scroller === document.scrollingElement ? 0 : (scroller?.getBoundingClientRect().top ?? 0);
  const anchor = firstVisible(rows, edge);
  if (!scroller || !anchor) return move();
  const top = anchor.getBoundingClientRect().top;
  // The browser's own anchoring would follow a row that was moved.
  const list = anchor.parentElement!;
  const before = list.style.overflowAnchor;
  list.style.overflowAnchor = 'none';
  move();
  scroller.scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: 'instant' });
  requestAnimationFrame(() => (list.style.overflowAnchor = before));
}

/** The first row that shows below the edge, when some row lies above it. */
function firstVisible(rows: readonly HTMLElement[], edge: number): HTMLElement | undefined {
  const first = rows[0]?.getBoundingClientRect();
  if (!first || first.top >= edge) return undefined;
  return rows.find((row) => row.getBoundingClientRect().bottom > edge);
}

function findScroller(row: HTMLElement | undefined): Element | null {
  for (let each = row?.parentElement; each && each !== document.body; each = each.parentElement) {
    if (each.scrollHeight > each.clientHeight && /auto|scroll/.test(getComputedStyle(each).overflowY)) return each;
  }
  return document.scrollingElement;
}
