import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firstStageOrder, Scoreboard } from '../../src/client/scoreboard';
import type { WireRow } from '../../src/protocol/host-api';

const row = (index: number, score: number, logit = score): WireRow => ({ index, score, logit, truncatedTokens: 0 });
const texts = (count: number) => Array.from({ length: count }, (_, at) => `passage ${at}`);
const indexes = (ranking: readonly { readonly index: number }[]) => ranking.map(({ index }) => index);

describe('Scoreboard.ranking()', () => {
  test('sorts by score, then logit, then input index, ranks from 1, whatever the order of arrival', () => {
    const scored = fc.uniqueArray(
      fc.record({ index: fc.nat(19), score: fc.constantFrom(0, 0.5, 1), logit: fc.integer({ min: 0, max: 2 }) }),
      { selector: ({ index }) => index },
    );
    fc.assert(
      fc.property(scored, fc.nat(), (rows, cut) => {
        const board = new Scoreboard(texts(20));
        const wire = rows.map(({ index, score, logit }) => row(index, score, logit));
        const at = wire.length === 0 ? 0 : cut % wire.length;
        board.add(wire.slice(at), 's');
        board.add(wire.slice(0, at), 's');
        const ranking = board.ranking({});
        expect(indexes(ranking).sort((a, b) => a - b)).toEqual(texts(20).map((_, index) => index));
        expect(ranking.map(({ rank }) => rank)).toEqual(ranking.map((_, place) => place + 1));
        const known = ranking.slice(0, rows.length);
        known.slice(1).forEach((after, place) => {
          const before = known[place]!;
          const order = before.score - after.score || before.logit! - after.logit! || after.index - before.index;
          expect(order).toBeGreaterThan(0);
        });
        expect(indexes(ranking.slice(rows.length))).toEqual(board.pending());
      }),
    );
  });

  test('puts the unscored last, in first-stage order, without score or stage', () => {
    const board = new Scoreboard([1, 4, 2, 3].map((score) => ({ text: `${score}`, score })));
    board.add([row(2, -5)], 's');
    const ranking = board.ranking({});
    expect(indexes(ranking)).toEqual([2, 1, 3, 0]);
    expect(ranking[1]).toEqual({ index: 1, rank: 2, score: NaN, stage: 'none', passage: { text: '4', score: 4 } });
  });

  test('cuts to topN and drops what is below minScore or unscored', () => {
    const board = new Scoreboard(texts(4));
    board.add([row(0, 0.2), row(1, 0.9), row(3, 0.5)], 's');
    expect(indexes(board.ranking({ topN: 2 }))).toEqual([1, 3]);
    expect(indexes(board.ranking({ minScore: 0.5 }))).toEqual([1, 3]);
    expect(indexes(board.ranking({ minScore: 0 }))).toEqual([1, 3, 0]);
    expect(indexes(board.ranking({ minScore: 0, topN: 1 }))).toEqual([1]);
  });
});

describe('Scoreboard', () => {
  test('takes a later score of a row in place of the earlier one, and counts it once', () => {
    const board = new Scoreboard(texts(2));
    board.add([row(0, 0.1), row(1, 0.5)], 's');
    board.add([row(0, 0.9)], 's');
    expect(board.scored).toBe(2);
    expect(indexes(board.ranking({}))).toEqual([0, 1]);
  });

  test('knows what is pending, best candidates first, and how many were truncated', () => {
    const board = new Scoreboard([5, 9, 7].map((score) => ({ text: '', score })));
    expect(board.pending()).toEqual([1, 2, 0]);
    board.add([{ ...row(2, 1), truncatedTokens: 4 }], 's');
    expect(board.pending()).toEqual([1, 0]);
    expect(board.truncated).toBe(1);
    expect(board.ranking({})[0]!.truncatedTokens).toBe(4);
  });
});

describe('firstStageOrder()', () => {
  test('is by score, ties in input order', () => {
    expect(firstStageOrder([1, 3, 1, Infinity, -Infinity].map((score) => ({ text: '', score })))).toEqual([
      3, 1, 0, 2, 4,
    ]);
  });

  test.each([
    ['has no score', [{ text: '', score: 1 }, { text: '' }, { text: '', score: 3 }]],
    ['is a string', [{ text: '', score: 1 }, 'bare', { text: '', score: 3 }]],
    [
      'has NaN for a score',
      [
        { text: '', score: 1 },
        { text: '', score: NaN },
        { text: '', score: 3 },
      ],
    ],
  ])('is input order where a passage %s', (_, passages) => {
    expect(firstStageOrder(passages)).toEqual([0, 1, 2]);
  });

  test('of nothing is nothing', () => {
    expect(firstStageOrder([])).toEqual([]);
  });
});
