/**
 * @file An ordered list with one element an item, created once and found again by its key. Elements are moved in the
 * document itself, so that reading order and keyboard order equal the order on screen.
 */
import { endGlides, glide } from '../../../list/glide';

const GLIDE = { durationMs: 260, easing: 'cubic-bezier(0.2, 0, 0, 1)' };

/** The element of one item, and the functions that update it. */
export interface ListItem<T> {
  readonly element: HTMLElement;
  /** Updates what does not depend on the order, the text of a changed item included; may be called at any time. */
  setScore(item: T): void;
  /** Updates the rank and its change; called together with a change of the order. */
  setRank(item: T): void;
}

export interface KeyedList<T> {
  /** Shows exactly these items in this order. */
  show(items: readonly T[]): void;
  /** Updates scores without moving anything. */
  updateScores(items: readonly T[]): void;
  /** Ends every animation, so that nothing moves under a pointer that has just arrived. */
  settle(): void;
  /** The keys in the order on screen. */
  readonly shown: readonly string[];
}

export function createKeyedList<T extends { readonly key: string }>(
  list: HTMLElement,
  makeItem: (item: T) => ListItem<T>,
): KeyedList<T> {
  const byKey = new Map<string, ListItem<T>>();
  const children = (): HTMLElement[] => [...list.children].filter((child) => child instanceof HTMLElement);
  let shown: readonly string[] = [];

  function updateScores(items: readonly T[]): void {
    for (const item of items) byKey.get(item.key)?.setScore(item);
  }

  function show(items: readonly T[]): void {
    const elements = items.map((item) => {
      const known = byKey.get(item.key) ?? makeItem(item);
      byKey.set(item.key, known);
      known.setRank(item);
      return known.element;
    });
    removeOthers(byKey, items);
    shown = items.map(({ key }) => key);
    updateScores(items);
    glide(children, () => arrange(list, elements), GLIDE);
  }

  return {
    show,
    updateScores,
    settle: () => endGlides(children()),
    get shown() {
      return shown;
    },
  };
}

function removeOthers<T extends { readonly key: string }>(byKey: Map<string, ListItem<T>>, items: readonly T[]): void {
  const wanted = new Set(items.map(({ key }) => key));
  for (const [key, { element }] of byKey) {
    if (wanted.has(key)) continue;
    element.remove();
    byKey.delete(key);
  }
}

/** Walks the list once; an element that is already next is not moved. */
function arrange(list: HTMLElement, elements: readonly HTMLElement[]): void {
  let next = list.firstElementChild;
  for (const element of elements) {
    if (element === next) next = next.nextElementSibling;
    else list.insertBefore(element, next);
  }
}
