/**
 * @file Judges for tests of orderings: a correct one, a random one and a circular one. Items are numbers, and larger
 * ones are better.
 */
import fc from 'fast-check';
import type { Compare, PickOne, RankedItems } from '../../src/ordering/judge';

export const right: Compare<number> = (a, b) => Promise.resolve(Math.sign(a - b));

/** Returns random answers, which are the same for the same pair. */
export function guessing(seed: number): Compare<number> {
  return (a, b) => Promise.resolve(hash(a, b, seed) % 3 === 0 ? 0 : (hash(a, b, seed) % 2) * 2 - 1);
}

/** Compares remainders of three: 0 beats 1, 1 beats 2, and 2 beats 0. */
export const circular: Compare<number> = (a, b) => Promise.resolve([0, 1, -1][(((b - a) % 3) + 3) % 3]!);

export const anyJudge = fc.oneof(
  fc.constant(right),
  fc.constant(circular),
  fc.integer({ min: 0, max: 2 ** 30 }).map(guessing),
);
export const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { maxLength: 40 });
/** Lists with equal items. */
export const anyItems = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 24 });

/** Counts the calls of `ask`, and the largest number of items in one of them. */
export function counted<Args extends unknown[], Answer>(ask: (...args: Args) => Promise<Answer>) {
  const counter = { asked: 0, most: 0, ask: (...args: Args) => record(args) };
  const record = (args: Args) => {
    counter.asked++;
    if (Array.isArray(args[0])) counter.most = Math.max(counter.most, args[0].length);
    return ask(...args);
  };
  return counter;
}

/** Makes a pick of the worst item from a comparison. */
export function worstOf(compare: Compare<number>): PickOne<number> {
  return async (items) => {
    let worst = 0;
    for (let i = 1; i < items.length; i++) if ((await compare(items[worst]!, items[i]!)) > 0) worst = i;
    return worst;
  };
}

/** Returns all ranked items, best first; throws where a rank is repeated or missing. */
export async function orderOf<T>(ranked: RankedItems<T>): Promise<T[]> {
  const order: T[] = [];
  const seen = new Set<number>();
  for await (const some of ranked) {
    for (const { item, rank } of some) {
      if (seen.has(rank)) throw new Error(`Expected each rank once, got ${rank} twice`);
      seen.add(rank);
      order[rank] = item;
    }
  }
  if (seen.size !== order.length) throw new Error('Expected every rank, got a gap');
  return order;
}

export function descending(items: readonly number[]): number[] {
  return [...items].sort((a, b) => b - a);
}

function hash(...numbers: readonly number[]): number {
  let state = 2166136261;
  for (const number of numbers) state = Math.imul(state ^ number, 16777619);
  return (state ^ (state >>> 13)) >>> 0;
}
