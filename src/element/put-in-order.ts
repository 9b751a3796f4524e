/** @file Reorders siblings with the fewest moves possible, because a move may reload a frame or end an animation. */

/** Returns the elements that are still in the document and have the same parent, in document order. */
export function connectedSiblings(order: readonly HTMLElement[]): HTMLElement[] {
  const parent = parentOf(order.find(({ isConnected }) => isConnected));
  const wanted = new Set<Element>(order);
  return [...(parent?.children ?? [])].filter((child) => wanted.has(child)) as HTMLElement[];
}

/**
 * Puts `elements` into `order`. They exchange positions among themselves; their other siblings keep their positions.
 */
export function putInOrder(elements: readonly HTMLElement[], order: readonly HTMLElement[]): void {
  const parent = parentOf(elements[0]);
  if (!parent) return;
  const own = new Set<Element>(elements);
  const ordered = order.filter((element) => own.has(element));
  let next = 0;
  const wanted = [...parent.children].map((child) => (own.has(child) ? ordered[next++]! : child));
  const positions = new Map([...parent.children].map((child, i) => [child, i]));
  const kept = longestIncreasingSubsequence(wanted.map((child) => positions.get(child)!));
  wanted.forEach((child, i) => {
    if (!kept.has(i)) move(parent, child, wanted[i - 1]?.nextSibling ?? (i === 0 ? parent.firstChild : null));
  });
}

/** The parent, which is a shadow root where results are its children. */
function parentOf(element: Element | undefined): Element | ShadowRoot | null {
  return (element?.parentNode ?? null) as Element | ShadowRoot | null;
}

/** Moves an element; its state (frames, focus, animations) is kept where the browser supports `moveBefore`. */
function move(
  parent: Omit<Element | ShadowRoot, 'moveBefore'> & { moveBefore?: (node: Node, before: Node | null) => void },
  child: Element,
  before: Node | null,
): void {
  if (parent.moveBefore) parent.moveBefore(child, before);
  else parent.insertBefore(child, before);
}

/** Returns the indices of a longest increasing subsequence of distinct values (Fredman, 1975). */
export function longestIncreasingSubsequence(values: readonly number[]): Set<number> {
  const tails: number[] = []; // by length − 1: the index of the smallest value that ends a subsequence of that length
  const before: number[] = [];
  values.forEach((value, i) => {
    let length = tails.length;
    while (length > 0 && values[tails[length - 1]!]! > value) length--;
    before[i] = tails[length - 1] ?? -1;
    tails[length] = i;
  });
  const indices = new Set<number>();
  for (let i = tails.at(-1) ?? -1; i >= 0; i = before[i]!) indices.add(i);
  return indices;
}
