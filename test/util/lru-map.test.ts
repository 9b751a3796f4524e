import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LruMap } from '../../src/util/lru-map';

const keysOf = (map: LruMap<number>) => ['a', 'b', 'c', 'd'].filter((key) => map.has(key));

describe('LruMap', () => {
  test('drops the least recently used entry first', () => {
    const map = new LruMap<number>({ budget: 3 });
    for (const key of ['a', 'b', 'c']) map.set(key, 1);
    map.get('a');
    map.set('d', 1);
    expect(keysOf(map)).toEqual(['a', 'c', 'd']);
  });

  test('has() does not count as a use', () => {
    const map = new LruMap<number>({ budget: 2 });
    for (const key of ['a', 'b']) map.set(key, 1);
    map.has('a');
    map.set('c', 1);
    expect(keysOf(map)).toEqual(['b', 'c']);
  });

  test('drops as many entries as a large one needs', () => {
    const map = new LruMap<number>({ budget: 10, sizeOf: (_, value) => value });
    for (const key of ['a', 'b', 'c']) map.set(key, 3);
    map.set('d', 6);
    expect(keysOf(map)).toEqual(['c', 'd']);
  });

  test('leaves out an entry that alone exceeds the budget, and drops no other for it', () => {
    const map = new LruMap<number>({ budget: 10, sizeOf: (_, value) => value });
    map.set('a', 3);
    map.set('b', 11);
    expect([keysOf(map), map.used]).toEqual([['a'], 3]);
  });

  test('replaces an entry and counts it once', () => {
    const map = new LruMap<number>({ budget: 10, sizeOf: (key, value) => key.length + value });
    map.set('a', 3);
    map.set('a', 5);
    expect([map.size, map.used, map.get('a')]).toEqual([1, 6, 5]);
  });

  test('delete() gives back the entry’s size', () => {
    const map = new LruMap<number>({ budget: 10, sizeOf: (_, value) => value });
    map.set('a', 3);
    map.delete('a');
    map.delete('b');
    expect([map.size, map.used, map.get('a')]).toEqual([0, 0, undefined]);
  });

  test('never exceeds its budget, and keeps the entry that was set last', () => {
    const step = fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(12));
    fc.assert(
      fc.property(fc.nat(20), fc.array(step), (budget, steps) => {
        const map = new LruMap<number>({ budget, sizeOf: (_, value) => value });
        for (const [key, value] of steps) {
          map.set(key, value);
          if (value <= budget) expect(map.get(key)).toBe(value);
          expect(map.used).toBeLessThanOrEqual(budget);
          expect(map.used).toBe(keysOf(map).reduce((sum, each) => sum + map.get(each)!, 0));
        }
      }),
    );
  });
});
