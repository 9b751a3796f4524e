import { describe, expect, test } from 'vitest';
import { shortened, shownJson } from '../../src/util/shown-json';

describe('shownJson()', () => {
  const cycle: Record<string, unknown> = {};
  cycle['self'] = cycle;
  test.each<[unknown, string]>([
    ['a "word"', '"a \\"word\\""'],
    [{ a: [1] }, '{"a":[1]}'],
    [null, 'null'],
    [undefined, 'undefined'],
    [NaN, 'NaN'],
    [-Infinity, '-Infinity'],
    [12n, '12'],
    [{ big: 12n }, 'an object without JSON'],
    [cycle, 'an object without JSON'],
  ])('shows %o', (value, shown) => {
    expect(shownJson(value)).toBe(shown);
  });

  test('cuts what is longer than 100 characters', () => {
    expect(shownJson('x'.repeat(1e5))).toBe(`"${'x'.repeat(99)}…`);
  });
});

describe('shortened()', () => {
  test('keeps 100 characters, and cuts no pair of surrogates', () => {
    expect(shortened('x'.repeat(100))).toBe('x'.repeat(100));
    expect(shortened(`${'x'.repeat(99)}😀y`)).toBe(`${'x'.repeat(99)}…`);
  });
});
