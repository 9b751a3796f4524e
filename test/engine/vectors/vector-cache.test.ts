import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EncodedPassage, PassageText } from '../../../src/engine/engine';
import { quantizeVectors } from '../../../src/engine/token-vectors';
import { CountedVectors, VectorCache } from '../../../src/engine/vectors/vector-cache';
import { passageKey } from '../../../src/util/passage-key';

/** Vectors of 8 · rows + 10 bytes: 4 components and a scale for each row, 2 pooled components and their scale. */
function entryOf(rows: number): EncodedPassage {
  const vectors = quantizeVectors(new Float32Array(rows * 4).fill(1), 4, Float32Array.of(1, 0));
  return { vectors, truncatedTokens: 0 };
}
const passageOf = (text: string): PassageText => ({ text });
/** The bytes of `entryOf(1)` with a key for a text of one letter. */
const ONE = 18 + 2 * passageKey({ text: 'a' }).length;

describe('VectorCache', () => {
  test('gives back the same entry', () => {
    const cache = new VectorCache(1000);
    const entry = entryOf(2);
    cache.set(passageOf('a'), entry);
    expect(cache.get(passageOf('a'))).toBe(entry);
    expect(cache.has(passageOf('a'))).toBe(true);
    expect(cache.get(passageOf('b'))).toBeUndefined();
  });

  test('drops the least recently used first', () => {
    const cache = new VectorCache(3 * ONE);
    for (const text of ['a', 'b', 'c']) cache.set(passageOf(text), entryOf(1));
    cache.get(passageOf('a'));
    cache.set(passageOf('d'), entryOf(1));
    expect(['a', 'b', 'c', 'd'].filter((text) => cache.has(passageOf(text)))).toEqual(['a', 'c', 'd']);
  });

  test('has() does not count as a use', () => {
    const cache = new VectorCache(2 * ONE);
    for (const text of ['a', 'b']) cache.set(passageOf(text), entryOf(1));
    cache.has(passageOf('a'));
    cache.set(passageOf('c'), entryOf(1));
    expect(cache.has(passageOf('a'))).toBe(false);
  });

  test('keeps nothing with a budget of 0', () => {
    const cache = new VectorCache(0);
    cache.set(passageOf(''), entryOf(1));
    expect([cache.size, cache.bytes, cache.get(passageOf(''))]).toEqual([0, 0, undefined]);
  });

  test('leaves out an entry that alone exceeds the budget, and drops no other for it', () => {
    const cache = new VectorCache(2 * ONE);
    cache.set(passageOf('a'), entryOf(1));
    cache.set(passageOf('b'), entryOf(100));
    expect([cache.has(passageOf('a')), cache.has(passageOf('b'))]).toEqual([true, false]);
  });

  test('never exceeds its budget, and counts its bytes', () => {
    const step = fc.record({
      text: fc.constantFrom('a', 'b', 'cc', 'ddd', 'eeee'),
      rows: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(fc.nat(400), fc.array(step, { maxLength: 40 }), (budget, steps) => {
        const cache = new VectorCache(budget);
        const kept = new Map<string, number>();
        for (const { text, rows } of steps) {
          cache.set(passageOf(text), entryOf(rows));
          if (cache.get(passageOf(text))?.vectors.rows === rows)
            kept.set(text, 8 * rows + 10 + 2 * passageKey({ text }).length);
          for (const each of kept.keys()) if (!cache.has(passageOf(each))) kept.delete(each);
          expect(cache.bytes).toBeLessThanOrEqual(budget);
          expect(cache.size).toBe(kept.size);
          expect(cache.bytes).toBe([...kept.values()].reduce((sum, bytes) => sum + bytes, 0));
          const keys = [...kept.keys()].reduce((sum, each) => sum + 2 * passageKey({ text: each }).length, 0);
          expect(cache.vectorBytes).toBe(cache.bytes - keys);
        }
      }),
    );
  });

  test('distinguishes title and text', () => {
    const cache = new VectorCache(1000);
    cache.set({ title: 'a', text: 'b' }, entryOf(1));
    expect(cache.has({ text: 'a b' })).toBe(false);
    expect(cache.has({ title: 'a b', text: '' })).toBe(false);
    expect(cache.has({ title: 'a', text: 'b' })).toBe(true);
  });

  test('distinguishes a title from a text that contains NULs', () => {
    const cache = new VectorCache(1000);
    cache.set({ title: 'a', text: 'b\0c' }, entryOf(1));
    expect(cache.has({ title: 'a\0b', text: 'c' })).toBe(false);
  });
});

describe('CountedVectors', () => {
  test('counts the hits and misses of one job', () => {
    const cache = new VectorCache(1000);
    cache.set(passageOf('a'), entryOf(1));
    const counted = new CountedVectors(cache);
    counted.get(passageOf('a'));
    counted.get(passageOf('b'));
    counted.has(passageOf('c'));
    counted.set(passageOf('b'), entryOf(1));
    counted.get(passageOf('b'));
    expect([counted.hits, counted.misses]).toEqual([2, 1]);
    expect(new CountedVectors(cache).hits).toBe(0);
  });
});
