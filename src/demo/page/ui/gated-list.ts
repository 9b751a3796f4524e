/**
 * @file A list that shows new scores at once and a new order when its gate allows it, with a note while an order is
 * held back.
 */
import { ReorderGate } from '../../../list/reorder-gate';
import { setText } from './dom';
import { type ListItem, createKeyedList } from './keyed-list';
import { watchPresence } from './watch-presence';

/** The order changes at most this often. */
const REORDER_INTERVAL_MS = 200;

export interface GatedList<T> {
  show(items: readonly T[]): void;
  /**
   * Removes the hold of a pointer that rests over the list, until it moves: the reader is typing and does not point at
   * anything.
   */
  releasePointerHold(): void;
  /** The keys in the order on screen. */
  readonly shown: readonly string[];
}

export type GatedListParts<T> = {
  readonly list: HTMLElement;
  /** The element that explains why an order is held back. */
  readonly note: HTMLElement;
  readonly makeItem: (item: T) => ListItem<T>;
};

export function createGatedList<T extends { readonly key: string }>(parts: GatedListParts<T>): GatedList<T> {
  const list = createKeyedList(parts.list, parts.makeItem);
  const gate = new ReorderGate<readonly T[]>({
    intervalMs: REORDER_INTERVAL_MS,
    apply: (items) => list.show(items),
    onWaiting: (reasons) => setText(parts.note, describeHold(reasons)),
  });

  watchPresence(parts.list, (reason, isInside) => {
    if (isInside) list.settle();
    gate.hold(reason, isInside);
  });

  return {
    show(items) {
      list.updateScores(items);
      gate.offer(items);
    },
    releasePointerHold: () => gate.hold('pointer', false),
    get shown() {
      return list.shown;
    },
  };
}

function describeHold(reasons: readonly string[]): string {
  if (reasons.length === 0) return '';
  return `Reordering is paused while ${reasons.includes('pointer') ? 'you point here' : 'the focus is here'}.`;
}
