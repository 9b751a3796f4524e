/** @file Judges to put orderings under: one that is right, one that guesses, one that contradicts itself. Items are numbers, larger is better. */
import fc from 'fast-check';
import type { Compare, PickOne, RankedItems } from '../../src/ordering/judge';

export const right: Compare<number> = (a, b) => Promise.resolve(a - b);

/** The same answer to the same question, whatever the items are worth. */
export function guessing(seed: number): Compare<number> {
  return (a, b) => Promise.resolve(hash(a, b, seed) % 3 === 0 ? 0 : (hash(a, b, seed) % 2) * 2 - 1);
}

/** 0 beats 1 beats 2 beats 0, by remainders of three. */
export const circular: Compare<number> = (a, b) => Promise.resolve([0, 1, -1][(((b - a) % 3) + 3) % 3]!);

export const anyJudge = fc.oneof(
  fc.constant(right),
  fc.constant(circular),
  fc.integer({ min: 0, max: 2 ** 30 }).map(guessing),
);
export const distinct = fc.uniqueArray(fc.integer({ min: 0, max: 10_000 }), { maxLength: 40 });
/** With equal ones among them. */
export const anyItems = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 24 });

/** Counts what it is asked. */
export function counted<Args extends unknown[], Answer>(ask: (...args: Args) => Promise<Answer>) {
  const counter = { asked: 0, most: 0, ask: (...args: Args) => note(args) };
  const note = (args: Args) => {
    counter.asked++;
    if (Array.isArray(args[0])) counter.most = Math.max(counter.most, args[0].length);
    return ask(...args);
  };
  return counter;
}

/** The place of the worst, by a comparison. */
export function worstOf(compare: Compare<number>): PickOne<number> {
  return async (items) => {
    let worst = 0;
    for (let at = 1; at < items.length; at++) if ((await compare(items[worst]!, items[at]!)) > 0) worst = at;
    return worst;
  };
}

/** All placings as one order, best first; throws when a rank is given twice or left out. */
export async function orderOf<T>(placing: RankedItems<T>): Promise<T[]> {
  const order: T[] = [];
  const seen = new Set<number>();
  for await (const some of placing) {
    for (const { item, rank } of some) {
      if (seen.has(rank)) throw new Error(`Rank ${rank} is given twice`);
      seen.add(rank);
      order[rank] = item;
    }
  }
  if (seen.size !== order.length) throw new Error('A rank is left out');
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
