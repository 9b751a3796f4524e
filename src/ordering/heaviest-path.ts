/**
 * @file The order as the heaviest path through all items, whose edges have the judge's weights of neighbours (Li et al.
 * 2024, TSPRank).
 *
 * The path is exact up to 12 items (Held and Karp 1962: 2^N · N² steps). Beyond, it starts from the order by total
 * weight and is improved by reversing a segment of it or moving an item while that increases the weight (2-opt and
 * or-opt). Pure.
 */

/**
 * Returns item indices, first to last, such that the sum of `weights[before][after]` over neighbours is large.
 *
 * @param weights (N, N)
 */
export function heaviestPath(weights: readonly (readonly number[])[]): number[] {
  return weights.length <= MAX_EXACT_ITEMS ? exactPath(weights) : improvedPath(weights);
}

/** Returns the sum of the weights of neighbours. */
export function pathWeight(path: readonly number[], weights: readonly (readonly number[])[]): number {
  return path.slice(1).reduce((sum, item, i) => sum + weights[path[i]!]![item]!, 0);
}

const MAX_EXACT_ITEMS = 12;
/** Smaller gains are rounding errors. */
const MIN_GAIN = 1e-9;

/** Computes for each set of items, and each last item, the heaviest path through the set that ends there. */
function exactPath(weights: readonly (readonly number[])[]): number[] {
  const count = weights.length;
  if (count === 0) return [];
  const best = new Float64Array(2 ** count * count).fill(-Infinity); // (sets, items)
  const before = new Int8Array(2 ** count * count).fill(-1);
  for (let item = 0; item < count; item++) best[(1 << item) * count + item] = 0;
  for (let set = 1; set < 2 ** count; set++) {
    for (let last = 0; last < count; last++) {
      const here = best[set * count + last]!;
      if (here === -Infinity) continue;
      for (let next = 0; next < count; next++) {
        if (set & (1 << next)) continue;
        const state = (set | (1 << next)) * count + next;
        const weight = here + weights[last]![next]!;
        if (weight <= best[state]!) continue;
        best[state] = weight;
        before[state] = last;
      }
    }
  }
  return walkBack(best, before, count);
}

function walkBack(best: Float64Array, before: Int8Array, count: number): number[] {
  let set = 2 ** count - 1;
  let last = 0;
  for (let item = 1; item < count; item++) if (best[set * count + item]! > best[set * count + last]!) last = item;
  const path: number[] = [];
  while (last >= 0) {
    path.unshift(last);
    const earlier = before[set * count + last]!;
    set &= ~(1 << last);
    last = earlier;
  }
  return path;
}

function improvedPath(weights: readonly (readonly number[])[]): number[] {
  const total = weights.map((outgoing) => outgoing.reduce((sum, weight) => sum + weight, 0));
  const path = weights.map((_, item) => item).sort((a, b) => total[b]! - total[a]! || a - b);
  let gained = true;
  while (gained) gained = reverseOne(path, weights) || moveOne(path, weights);
  return path;
}

/** Reverses the first segment of the path whose reversal increases the weight. */
function reverseOne(path: number[], weights: readonly (readonly number[])[]): boolean {
  const step = stepIn(weights);
  for (let from = 0; from < path.length; from++) {
    let inside = 0; // the gain of the segment's own edges when they are reversed
    for (let to = from + 1; to < path.length; to++) {
      inside += step(path[to], path[to - 1]) - step(path[to - 1], path[to]);
      const ends = step(path[from - 1], path[to]) + step(path[from], path[to + 1]);
      const were = step(path[from - 1], path[from]) + step(path[to], path[to + 1]);
      if (inside + ends - were <= MIN_GAIN) continue;
      path.splice(from, to - from + 1, ...path.slice(from, to + 1).reverse());
      return true;
    }
  }
  return false;
}

/** Moves the first item whose edges weigh more at another position. */
function moveOne(path: number[], weights: readonly (readonly number[])[]): boolean {
  const step = stepIn(weights);
  for (let from = 0; from < path.length; from++) {
    const item = path[from]!;
    const rest = path.filter((_, i) => i !== from);
    const here = step(path[from - 1], item) + step(item, path[from + 1]) - step(path[from - 1], path[from + 1]);
    for (let to = 0; to <= rest.length; to++) {
      const there = step(rest[to - 1], item) + step(item, rest[to]) - step(rest[to - 1], rest[to]);
      if (there - here <= MIN_GAIN) continue;
      path.splice(from, 1);
      path.splice(to, 0, item);
      return true;
    }
  }
  return false;
}

/** Returns a function for the weight of an edge; an edge beyond either end of the path has weight 0. */
function stepIn(weights: readonly (readonly number[])[]) {
  return (from: number | undefined, to: number | undefined): number =>
    from === undefined || to === undefined ? 0 : weights[from]![to]!;
}
