/** @file A list behind its gate: scores show at once, orders when they may, with a note while one is held back. */
import { setText } from './dom';
import { watchPresence } from './hold';
import { type RowElement, createKeyedList } from './keyed-list';
import { createReorderGate } from './reorder-gate';

/** An order changes at most this often. */
const REORDER_INTERVAL_MS = 200;

export interface GatedList<R> {
  show(rows: readonly R[]): void;
  /** Lifts the hold of a pointer that rests over the list, until it moves: for a reader who types. */
  release(): void;
  /** Keys in the order on screen. */
  readonly shown: readonly string[];
}

export type GatedListParts<R> = {
  readonly list: HTMLElement;
  /** Says why an order is held back. */
  readonly note: HTMLElement;
  readonly makeRow: (row: R) => RowElement<R>;
};

export function createGatedList<R extends { readonly key: string }>(parts: GatedListParts<R>): GatedList<R> {
  const list = createKeyedList(parts.list, parts.makeRow);
  const gate = createReorderGate<readonly R[]>({
    intervalMs: REORDER_INTERVAL_MS,
    apply: (rows) => list.show(rows),
    onWaiting: (reasons) => setText(parts.note, describeHold(reasons)),
  });

  watchPresence(parts.list, (reason, inside) => {
    if (inside) list.settle();
    gate.hold(reason, inside);
  });

  return {
    show(rows) {
      list.score(rows);
      gate.offer(rows);
    },
    release: () => gate.hold('pointer', false),
    get shown() {
      return list.shown;
    },
  };
}

function describeHold(reasons: readonly string[]): string {
  if (reasons.length === 0) return '';
  return reasons.includes('pointer') ? 'Order held while you point here' : 'Order held while the focus is here';
}
