import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { oneLine } from '../../src/cli/one-line';

describe('oneLine()', () => {
  it('keeps scripts, joiners and emoji unchanged', () => {
    const text = 'می‌خواهم 日本語 👩‍🚀 größe';
    expect(oneLine(text)).toBe(text);
  });

  it('removes control characters, line ends and lone surrogates from any text', () => {
    const units = fc.array(fc.integer({ min: 0, max: 0xffff })).map((codes) => String.fromCharCode(...codes));
    fc.assert(
      fc.property(units, (text) => {
        expect(oneLine(text)).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029]/u);
      }),
    );
  });

  it('cuts only texts longer than the limit', () => {
    expect([oneLine('abc', 3), oneLine('abcd', 3), oneLine('  a  b  ', 3)]).toEqual(['abc', 'abc…', 'a b']);
  });
});
