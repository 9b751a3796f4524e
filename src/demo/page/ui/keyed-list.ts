/**
 * @file The ordered list: one element a row, made once and found again by key, moved in the document (so that reading and keyboard order
 * are the order on screen) with as few moves as the cursor walk needs.
 */
import { createFlip } from './flip';

/** One row's element, and what brings it up to date. */
export interface RowElement<R> {
  readonly element: HTMLElement;
  /** What changes without anything moving: safe at any time. */
  setScore(row: R): void;
  /** Place and change of place; goes with the order. */
  setPlace(row: R): void;
}

export interface KeyedList<R> {
  /** Puts the list in this order, with these rows and no others. */
  show(rows: readonly R[]): void;
  /** Brings scores up to date without moving anything. */
  score(rows: readonly R[]): void;
  /** Ends every glide, so that nothing moves under a pointer that has just arrived. */
  settle(): void;
  /** Keys in the order on screen. */
  readonly shown: readonly string[];
}

export function createKeyedList<R extends { readonly key: string }>(
  list: HTMLElement,
  makeRow: (row: R) => RowElement<R>,
): KeyedList<R> {
  const made = new Map<string, RowElement<R>>();
  const flip = createFlip();
  let shown: readonly string[] = [];

  function score(rows: readonly R[]): void {
    for (const row of rows) made.get(row.key)?.setScore(row);
  }

  function show(rows: readonly R[]): void {
    const elements = rows.map((row) => {
      const known = made.get(row.key) ?? makeRow(row);
      made.set(row.key, known);
      known.setPlace(row);
      return known.element;
    });
    forgetOthers(made, rows);
    shown = rows.map(({ key }) => key);
    score(rows);
    flip.around(
      () => [...list.children].filter((child) => child instanceof HTMLElement),
      () => arrange(list, elements),
    );
  }

  return {
    show,
    score,
    settle: () => flip.settle(),
    get shown() {
      return shown;
    },
  };
}

function forgetOthers<R extends { readonly key: string }>(made: Map<string, RowElement<R>>, rows: readonly R[]): void {
  const wanted = new Set(rows.map(({ key }) => key));
  for (const [key, { element }] of made) {
    if (wanted.has(key)) continue;
    element.remove();
    made.delete(key);
  }
}

/** Walks the list once; an element that is already next stays where it is. */
function arrange(list: HTMLElement, elements: readonly HTMLElement[]): void {
  let next = list.firstElementChild;
  for (const element of elements) {
    if (element === next) next = next.nextElementSibling;
    else list.insertBefore(element, next);
  }
}
