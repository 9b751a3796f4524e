/**
 * @file Heap sort over a judge that picks the best of a few: each node with up to `fanOut` children (Zhuang et al. 2023, setwise).
 *
 * With `fanOut` 2 and a knockout of comparisons it is the heap sort of pairwise ranking prompting (Qin et al. 2023). Picks for the best k of
 * N: about N / fanOut to build the heap, then log_fanOut(N) for each further place.
 */
import { placed } from './judge';
import type { Pick, Placing } from './judge';

export type HeapOptions = {
  /** Children of a node; a pick sees one item more. Default 2. */
  readonly fanOut?: number;
  /** How many places to settle; the others keep the order they came in. Default: all. */
  readonly top?: number;
};

/** Places the best first, one at a time. */
export async function* heapSort<T>(
  items: readonly T[],
  best: Pick<T>,
  { fanOut = 2, top = items.length }: HeapOptions = {},
): Placing<T> {
  const heap = items.map((_, at) => at); // numbers of items, so that equal items stay apart
  const pick = (some: readonly number[]) => best(some.map((number) => items[number]!));
  for (let node = parentOf(heap.length - 1, fanOut); node >= 0; node--) await siftDown(heap, node, fanOut, pick);
  for (let rank = 0; heap.length > 0; rank++) {
    if (rank >= top) {
      yield placed(inOrder(heap, items), rank);
      return;
    }
    const first = heap[0]!;
    const last = heap.pop()!;
    yield [{ item: items[first]!, rank }];
    if (heap.length === 0) return;
    heap[0] = last;
    if (rank + 1 < top) await siftDown(heap, 0, fanOut, pick);
  }
}

/** Moves the node down until it is the best of itself and its children. */
async function siftDown(heap: number[], from: number, fanOut: number, pick: Pick<number>): Promise<void> {
  for (let node = from; ;) {
    const first = node * fanOut + 1;
    const children = heap.slice(first, first + fanOut);
    if (children.length === 0) return;
    const winner = await pick([heap[node]!, ...children]);
    if (winner === 0) return;
    const child = first + winner - 1;
    [heap[node], heap[child]] = [heap[child]!, heap[node]!];
    node = child;
  }
}

function parentOf(node: number, fanOut: number): number {
  return node < 1 ? -1 : Math.floor((node - 1) / fanOut);
}

function inOrder<T>(numbers: readonly number[], items: readonly T[]): T[] {
  return [...numbers].sort((a, b) => a - b).map((number) => items[number]!);
}
