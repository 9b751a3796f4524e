/**
 * @file The ordered list: one element a passage, made once and found again by key, moved in the document (so that reading and
 * keyboard order are the order on screen) with as few moves as the cursor walk needs.
 */
import { createFlip } from './flip';
import { type ResultRow, createResultRow } from './result-row';
import { type Row, barFractions } from './rows';

export interface ResultList {
  /** Puts the list in this order, with these rows and no others. */
  show(rows: readonly Row[]): void;
  /** Brings scores up to date without moving anything. */
  score(rows: readonly Row[]): void;
  /** Ends every glide, so that nothing moves under a pointer that has just arrived. */
  settle(): void;
  /** Keys in the order on screen. */
  readonly shown: readonly string[];
}

export function createResultList(list: HTMLElement): ResultList {
  const made = new Map<string, ResultRow>();
  const flip = createFlip();
  let shown: readonly string[] = [];

  function score(rows: readonly Row[]): void {
    const bars = barFractions(rows);
    rows.forEach((row, at) => made.get(row.key)?.setScore(row, bars[at] ?? 0));
  }

  function show(rows: readonly Row[]): void {
    const elements = rows.map((row) => {
      const known = made.get(row.key) ?? createResultRow(row);
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

function forgetOthers(made: Map<string, ResultRow>, rows: readonly Row[]): void {
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
