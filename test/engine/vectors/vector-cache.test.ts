import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EncodedPassage, PassageText } from '../../../src/engine/engine';
import { quantizeVectors } from '../../../src/engine/token-vectors';
import { CountedVectors, VectorCache } from '../../../src/engine/vectors/vector-cache';
import { passageKey } from '../../../src/util/passage-key';

/** Vectors of `rows` rows: 4 components and a scale a row; 2 pooled components and their scale; 8 · rows + 10 bytes. */
function entryOf(rows: number): EncodedPassage {
  const vectors = quantizeVectors(new Float32Array(rows * 4).fill(1), 4, Float32Array.of(1, 0));
  return { vectors, truncatedTokens: 0 };
}
const at = (text: string): PassageText => ({ text });
/** Bytes of `entryOf(1)` under a key of one letter. */
const ONE = 18 + 2 * passageKey({ text: 'a' }).length;

describe('VectorCache', () => {
  test('gives back the very entry', () => {
    const cache = new VectorCache(1000);
    const entry = entryOf(2);
    cache.set(at('a'), entry);
    expect(cache.get(at('a'))).toBe(entry);
    expect(cache.has(at('a'))).toBe(true);
    expect(cache.get(at('b'))).toBeUndefined();
  });

  test('drops the least recently used first', () => {
    const cache = new VectorCache(3 * ONE);
    for (const text of ['a', 'b', 'c']) cache.set(at(text), entryOf(1));
    cache.get(at('a'));
    cache.set(at('d'), entryOf(1));
    expect(['a', 'b', 'c', 'd'].filter((text) => cache.has(at(text)))).toEqual(['a', 'c', 'd']);
  });

  test('has() does not count as use', () => {
    const cache = new VectorCache(2 * ONE);
    for (const text of ['a', 'b']) cache.set(at(text), entryOf(1));
    cache.has(at('a'));
    cache.set(at('c'), entryOf(1));
    expect(cache.has(at('a'))).toBe(false);
  });

  test('keeps nothing with a budget of 0', () => {
    const cache = new VectorCache(0);
    cache.set(at(''), entryOf(1));
    expect([cache.size, cache.bytes, cache.get(at(''))]).toEqual([0, 0, undefined]);
  });

  test('leaves out an entry that alone exceeds the budget, and drops no other for it', () => {
    const cache = new VectorCache(2 * ONE);
    cache.set(at('a'), entryOf(1));
    cache.set(at('b'), entryOf(100));
    expect([cache.has(at('a')), cache.has(at('b'))]).toEqual([true, false]);
  });

  test('never exceeds its budget, and knows its bytes', () => {
    const step = fc.record({
      text: fc.constantFrom('a', 'b', 'cc', 'ddd', 'eeee'),
      rows: fc.integer({ min: 1, max: 20 }),
    });
    fc.assert(
      fc.property(fc.nat(400), fc.array(step, { maxLength: 40 }), (budget, steps) => {
        const cache = new VectorCache(budget);
        const kept = new Map<string, number>();
        for (const { text, rows } of steps) {
          cache.set(at(text), entryOf(rows));
          if (cache.get(at(text))?.vectors.rows === rows)
            kept.set(text, 8 * rows + 10 + 2 * passageKey({ text }).length);
          for (const each of kept.keys()) if (!cache.has(at(each))) kept.delete(each);
          expect(cache.bytes).toBeLessThanOrEqual(budget);
          expect(cache.size).toBe(kept.size);
          expect(cache.bytes).toBe([...kept.values()].reduce((sum, bytes) => sum + bytes, 0));
          const keys = [...kept.keys()].reduce((sum, each) => sum + 2 * passageKey({ text: each }).length, 0);
          expect(cache.vectorBytes).toBe(cache.bytes - keys);
        }
      }),
    );
  });

  test('tells title from text', () => {
    const cache = new VectorCache(1000);
    cache.set({ title: 'a', text: 'b' }, entryOf(1));
    expect(cache.has({ text: 'a b' })).toBe(false);
    expect(cache.has({ title: 'a b', text: '' })).toBe(false);
    expect(cache.has({ title: 'a', text: 'b' })).toBe(true);
  });

  test('tells a title from a text that holds NULs', () => {
    const cache = new VectorCache(1000);
    cache.set({ title: 'a', text: 'b\0c' }, entryOf(1));
    expect(cache.has({ title: 'a\0b', text: 'c' })).toBe(false);
  });
});

describe('CountedVectors', () => {
  test('counts what one job found and what it did not', () => {
    const cache = new VectorCache(1000);
    cache.set(at('a'), entryOf(1));
    const counted = new CountedVectors(cache);
    counted.get(at('a'));
    counted.get(at('b'));
    counted.has(at('c'));
    counted.set(at('b'), entryOf(1));
    counted.get(at('b'));
    expect([counted.hits, counted.misses]).toEqual([2, 1]);
    expect(new CountedVectors(cache).hits).toBe(0);
  });
});
