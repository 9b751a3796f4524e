import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { patternCost } from '../../../src/engine/tokens/pattern-cost';

/** The letters of the text in which ways are counted. */
const LENGTH = 6;
const stepsOf = (source: string) => patternCost(source).steps;

describe('patternCost()', () => {
  test.each([
    '(a+)+$',
    '(a*)*b',
    '(?:\\s+\\w+)*$',
    '(a|a)*$',
    '(a|ab|b)+c',
    '([a-z]+){2,}$',
    '((a{2,}))+',
    '(?<x>\\d+)*!',
    '(?=(a+)+b)',
    '(?<!(a|a)+b)',
    '(a?a)*b',
    '(?:a{1,3})+b',
    '(?:a{1,500}){2,}b',
  ])('finds that a repetition without a limit has several ways in %s', (source) => {
    expect(stepsOf(source).degree).toBe(Infinity);
  });

  test.each([
    ['(a|a)'.repeat(40) + 'b', 2 ** 40],
    ['(a?){40}a{40}', 2 ** 40],
    ['a?'.repeat(30) + 'a'.repeat(30), 2 ** 30],
    ['(?:a{1,50}){1,50}b', 50 ** 50],
    ['(?:(?:a{99}){99}){99}', 99 ** 3],
    ['(a|b|(c|(d|e)))'.repeat(20), 5 ** 19],
  ])('multiplies the ways of %s', (source, ways) => {
    expect(stepsOf(source).factor).toBeGreaterThanOrEqual(ways);
  });

  test.each([
    ['a+', 0],
    ['ab*', 0],
    ['\\s*x', 1],
    ['\\s+(?!\\S)', 1],
    ['\\s*[\\r\\n]+', 1],
    ['a?b*c+(?:d|e)?', 1],
    ['\\s*\\s*x', 2],
    ['a*b*c*d', 3],
    ['(?=\\s*)a', 1],
    ['(?:(?=\\s*)a)*b', 2],
    ['(?:a*b|c)', 1],
    ['(?:a*|b)c', 1],
  ])('counts the repetitions that may be tried again in %s', (source, degree) => {
    expect(stepsOf(source).degree).toBe(degree);
  });

  test.each([
    ['a', 1],
    ['a?b{2,}', 2],
    ['(?=a)', 0],
    ['a*|bc', 0],
    ['(?:ab){3}', 6],
    ['\\p{L}\\u{1F600}[\\]()|*]', 3],
  ])('finds the shortest match of %s', (source, shortest) => {
    expect(patternCost(source).shortest).toBe(shortest);
  });

  test('reads no structure in classes and escapes', () => {
    expect(stepsOf('[(a+)+|]\\(\\|\\*\\)\\+')).toEqual({ factor: 6, degree: 0 });
  });

  test.each(['(.*)\\1x', '(?<q>a+)\\k<q>', '(a)\\12'])('throws on the backreference of %s', (source) => {
    expect(() => patternCost(source)).toThrow('a backreference');
  });

  test('throws on groups that are too deep to read', () => {
    expect(() => patternCost('('.repeat(200) + ')'.repeat(200))).toThrow(/groups/);
  });

  test('is not below the ways that a backtracking matcher tries over a text of one letter', () => {
    fc.assert(
      fc.property(patterns, ({ source, match }) => {
        // What follows is tried once for each way to match.
        const { factor, degree } = stepsOf(`(?:${source})b`);
        if (degree === Infinity) return;
        let ways = 0;
        match(LENGTH, () => {
          ways++;
          return false;
        });
        expect(ways).toBeLessThanOrEqual(factor * (LENGTH + 1) ** degree);
      }),
      { numRuns: 500 },
    );
  });
});

/** Calls `next` with the characters left after each match. */
type Match = (left: number, next: (left: number) => boolean) => boolean;
type Pattern = { readonly source: string; readonly match: Match };

const letter: Pattern = { source: 'a', match: (left, next) => left > 0 && next(left - 1) };

function repeated(body: Pattern, least: number, most: number): Pattern {
  const braces = most === Infinity ? `{${least},}` : `{${least},${most}}`;
  const times =
    (count: number): Match =>
    (left, next) => {
      const more = count < most && body.match(left, (rest) => (rest < left || count < least) && times(count + 1)(rest, next)); // prettier-ignore
      return more || (count >= least && next(left));
    };
  return { source: `(?:${body.source})${braces}`, match: times(0) };
}

/** Patterns over one letter, with a matcher of their own that backtracks. */
const patterns = fc.letrec<{ pattern: Pattern }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 3, depthIdentifier: 'pattern' },
    fc.constant(letter),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]): Pattern => ({
      source: `${a.source}${b.source}`,
      match: (left, next) => a.match(left, (rest) => b.match(rest, next)),
    })),
    fc.tuple(tie('pattern'), tie('pattern')).map(([a, b]): Pattern => ({
      source: `(?:${a.source}|${b.source})`,
      match: (left, next) => a.match(left, next) || b.match(left, next),
    })),
    fc
      .tuple(tie('pattern'), fc.constantFrom([0, 1], [0, Infinity], [1, Infinity], [1, 2], [0, 3], [2, 2]))
      .map(([body, [least, most]]) => repeated(body, least, most)),
  ),
})).pattern;
