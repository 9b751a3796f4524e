import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRun, parseRun, parseRunScores } from '../../src/eval/trec-run';

describe('parseRun()', () => {
  it('orders by score, whatever the order of the file', () => {
    expect(parseRun('q Q0 low 1 1.5 t\nq Q0 high 2 9 t\n').get('q')).toEqual(['high', 'low']);
  });

  it('orders equal scores by rank, then by their order in the file', () => {
    expect(parseRun('q Q0 c 3 1 t\nq Q0 a 1 1 t\nq Q0 b 1 1 t\n').get('q')).toEqual(['a', 'b', 'c']);
  });

  it('separates queries and accepts any white space', () => {
    expect([...parseRun('q1\tQ0\ta\t1\t1\tt\nq2 Q0  a 1 1 t')]).toEqual([
      ['q1', ['a']],
      ['q2', ['a']],
    ]);
  });

  it.each([
    ['a missing tag', 'q Q0 a 1 1', 'run.bm25.trec:1: Expected `query Q0 document rank score tag`'],
    ['a seventh field', 'q Q0 a 1 1 t u', 'run.bm25.trec:1: Expected `query Q0 document rank score tag`'],
    ['a rank that is not a number', 'q Q0 a one 1 t', 'run.bm25.trec:1: Expected rank to be a number, got `one`'],
    ['a score that is not finite', 'q Q0 a 1 NaN t', 'run.bm25.trec:1: Expected score to be a number, got `NaN`'],
    [
      'a repeated document',
      'q Q0 a 1 2 t\nq Q0 a 2 1 t',
      'run.bm25.trec:2: Expected document "a" once for query "q", got it twice',
    ],
  ])('throws SyntaxError with file and line for %s', (_, text, message) => {
    expect(() => parseRun(text)).toThrow(SyntaxError);
    expect(() => parseRun(text)).toThrow(message);
  });
});

describe('parseRunScores()', () => {
  it('gives scores in the order of parseRun()', () => {
    const text = 'q Q0 low 1 -1.5 t\nq Q0 high 2 9 t\nr Q0 a 1 0 t\n';
    const scores = parseRunScores(text);
    expect([...scores.get('q')!]).toEqual([
      ['high', 9],
      ['low', -1.5],
    ]);
    expect([...scores].map(([query, ofQuery]) => [query, [...ofQuery.keys()]])).toEqual([...parseRun(text)]);
  });
});

describe('formatRun()', () => {
  it('writes ranks from 1, descending scores and the tag without spaces', () => {
    expect(formatRun(new Map([['q', ['b', 'a']]]), 'my model')).toBe('q Q0 b 1 2 my-model\nq Q0 a 2 1 my-model\n');
  });

  it('is read back unchanged by parseRun()', () => {
    const id = fc.stringMatching(/^[\w-]{1,8}$/);
    const runs = fc.uniqueArray(fc.tuple(id, fc.uniqueArray(id, { minLength: 1 })), { selector: ([query]) => query });
    fc.assert(
      fc.property(runs, (entries) => {
        expect([...parseRun(formatRun(new Map(entries), 't'))]).toEqual(entries);
      }),
    );
  });
});
