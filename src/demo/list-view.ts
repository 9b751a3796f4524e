/** @file The list behind its gate: scores show at once, orders when they may, with a note while one is held back. */
import { byId, setText } from './dom';
import { watchPresence } from './hold';
import { createReorderGate } from './reorder-gate';
import { createResultList } from './result-list';
import type { Row } from './rows';

/** An order changes at most this often. */
const REORDER_INTERVAL_MS = 200;

export interface ListView {
  show(rows: readonly Row[]): void;
  /** Keys in the order on screen. */
  readonly shown: readonly string[];
}

export function createListView(): ListView {
  const element = byId('list', HTMLOListElement);
  const note = byId('held', HTMLParagraphElement);
  const list = createResultList(element);
  const gate = createReorderGate<readonly Row[]>({
    intervalMs: REORDER_INTERVAL_MS,
    apply: (rows) => list.show(rows),
    onWaiting: (reasons) => setText(note, describeHold(reasons)),
  });

  watchPresence(element, (reason, inside) => {
    if (inside) list.settle();
    gate.hold(reason, inside);
  });

  return {
    show(rows) {
      list.score(rows);
      gate.offer(rows);
    },
    get shown() {
      return list.shown;
    },
  };
}

function describeHold(reasons: readonly string[]): string {
  if (reasons.length === 0) return '';
  return reasons.includes('pointer') ? 'Order held while you point here' : 'Order held while the focus is here';
}
