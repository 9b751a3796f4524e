/** @file Siblings into a given order, with as few moves as there can be: a move may reload a frame and end an animation. */

/** Those that are in the document still, in its order, and beside each other. */
export function connectedSiblings(order: readonly HTMLElement[]): HTMLElement[] {
  const parent = order.find(({ isConnected }) => isConnected)?.parentElement;
  const wanted = new Set<Element>(order);
  return [...(parent?.children ?? [])].filter((child) => wanted.has(child)) as HTMLElement[];
}

/** Others among the siblings keep their places: the ordered ones change places among themselves. */
export function putInOrder(rows: readonly HTMLElement[], order: readonly HTMLElement[]): void {
  const parent = rows[0]?.parentElement;
  if (!parent) return;
  const own = new Set<Element>(rows);
  const ordered = order.filter((each) => own.has(each));
  let next = 0;
  const wanted = [...parent.children].map((child) => (own.has(child) ? ordered[next++]! : child));
  const places = new Map([...parent.children].map((child, at) => [child, at]));
  const kept = longestIncreasingSubsequence(wanted.map((child) => places.get(child)!));
  wanted.forEach((child, at) => {
    if (!kept.has(at)) move(parent, child, wanted[at - 1]?.nextSibling ?? (at === 0 ? parent.firstChild : null));
  });
}

/** Keeps the state of what it moves (frames, focus, animations) where the browser can. */
function move(
  parent: Omit<Element, 'moveBefore'> & { moveBefore?: (node: Node, before: Node | null) => void },
  child: Element,
  before: Node | null,
): void {
  if (parent.moveBefore) parent.moveBefore(child, before);
  else parent.insertBefore(child, before);
}

/** Indexes of a longest rising run of `values`, which are distinct (Fredman 1975). */
export function longestIncreasingSubsequence(values: readonly number[]): Set<number> {
  const tails: number[] = []; // by length − 1: index of the smallest value that a run of that length ends with
  const before: number[] = [];
  values.forEach((value, at) => {
    let length = tails.length;
    while (length > 0 && values[tails[length - 1]!]! > value) length--;
    before[at] = tails[length - 1] ?? -1;
    tails[length] = at;
  });
  const rise = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = before[at]!) rise.add(at);
  return rise;
}
