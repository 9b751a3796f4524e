/**
 * @file Heap sort with a judge that picks the best of a few items: each node has up to `fanOut` children (Zhuang et al.
 * 2023, setwise).
 *
 * With `fanOut` 2 and picks by comparison it is the heap sort of pairwise ranking prompting (Qin et al. 2023). Picks
 * for the best k of N: about N / fanOut to build the heap, then log_fanOut(N) for each further rank.
 */
import { withRanks } from './judge';
import type { PickOne, RankedItems } from './judge';

export type HeapOptions = {
  /** The number of children of a node; a pick compares one item more. Default 2. */
  readonly fanOut?: number;
  /** The number of ranks to determine; the other items keep their given order. Default: all. */
  readonly top?: number;
};

/** Yields the best item first, one at a time. */
export async function* heapSort<T>(
  items: readonly T[],
  best: PickOne<T>,
  { fanOut = 2, top = items.length }: HeapOptions = {},
): RankedItems<T> {
  const heap = items.map((_, index) => index); // indices, so that equal items remain distinct
  const pick = (indices: readonly number[]) => best(indices.map((index) => items[index]!));
  for (let node = parentOf(heap.length - 1, fanOut); node >= 0; node--) await siftDown(heap, node, fanOut, pick);
  for (let rank = 0; heap.length > 0; rank++) {
    if (rank >= top) {
      yield withRanks(inGivenOrder(heap, items), rank);
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

/** Moves the item of node `from` down until it is better than its children. */
async function siftDown(heap: number[], from: number, fanOut: number, pick: PickOne<number>): Promise<void> {
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

function inGivenOrder<T>(indices: readonly number[], items: readonly T[]): T[] {
  return [...indices].sort((a, b) => a - b).map((index) => items[index]!);
}
