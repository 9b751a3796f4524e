/**
 * @file Keeps the reader's scroll position while elements change their order. If the top of the list is scrolled out of
 * view, the first element in view stays where it is on the screen. If the top is in view, nothing is scrolled: a
 * permutation of the elements does not change the height of the list.
 */
export function keepScrollPosition(elements: readonly HTMLElement[], move: () => void): void {
  const scroller = findScroller(elements[0]);
  const edge = scroller === document.scrollingElement ? 0 : (scroller?.getBoundingClientRect().top ?? 0);
  const anchor = firstVisible(elements, edge);
  if (!scroller || !anchor) return move();
  const top = anchor.getBoundingClientRect().top;
  // The browser's own scroll anchoring would follow an element that was moved.
  const list = containerOf(anchor)!;
  const before = list.style.overflowAnchor;
  list.style.overflowAnchor = 'none';
  move();
  scroller.scrollBy({ top: anchor.getBoundingClientRect().top - top, behavior: 'instant' });
  requestAnimationFrame(() => (list.style.overflowAnchor = before));
}

/** Returns the first element that is visible below the edge, or undefined if the list begins below the edge. */
function firstVisible(elements: readonly HTMLElement[], edge: number): HTMLElement | undefined {
  const first = elements[0]?.getBoundingClientRect();
  if (!first || first.top >= edge) return undefined;
  return elements.find((element) => element.getBoundingClientRect().bottom > edge);
}

/** The element that an element is displayed in: its slot, its parent, or the host of its shadow root. */
function containerOf(element: HTMLElement | undefined): HTMLElement | null {
  if (!element) return null;
  const root = element.getRootNode();
  const host = root instanceof ShadowRoot ? (root.host as HTMLElement) : null;
  return element.assignedSlot ?? element.parentElement ?? host;
}

function findScroller(element: HTMLElement | undefined): Element | null {
  for (let parent = containerOf(element); parent && parent !== document.body; parent = containerOf(parent)) {
    const scrolls = /auto|scroll/.test(getComputedStyle(parent).overflowY);
    if (parent.scrollHeight > parent.clientHeight && scrolls) return parent;
  }
  return document.scrollingElement;
}
