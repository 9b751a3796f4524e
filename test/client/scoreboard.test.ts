import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FusionPlan } from '../../src/client/plan-call';
import { Scoreboard } from '../../src/client/scoreboard';
import type { ScoredBy, ScoredPassage } from '../../src/protocol/host-api';

const main: ScoredBy = { name: 's', tier: 1 };
const row = (index: number, score: number, logit = score): ScoredPassage => ({
  index,
  score,
  logit,
  truncatedTokens: 0,
});
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
        board.add(wire.slice(at), main);
        board.add(wire.slice(0, at), main);
        const ranking = board.ranking({});
        expect(indexes(ranking).sort((a, b) => a - b)).toEqual(texts(20).map((_, index) => index));
        expect(ranking.map(({ rank }) => rank)).toEqual(ranking.map((_, place) => place + 1));
        const known = ranking.slice(0, rows.length);
        known.slice(1).forEach((after, place) => {
          const before = known[place]!;
          const order = before.score! - after.score! || before.logit! - after.logit! || after.index - before.index;
          expect(order).toBeGreaterThan(0);
        });
        expect(indexes(ranking.slice(rows.length))).toEqual(board.pending());
      }),
    );
  });

  test('puts unscored passages last, in first-stage order, without score or scorer', () => {
    const board = new Scoreboard([1, 4, 2, 3].map((score) => ({ text: `${score}`, score })));
    board.add([row(2, -5)], main);
    const ranking = board.ranking({});
    expect(indexes(ranking)).toEqual([2, 1, 3, 0]);
    expect(ranking[1]).toEqual({
      index: 1,
      rank: 2,
      scoredBy: 'none',
      stage: 'none',
      passage: { text: '4', score: 4 },
    });
  });

  test('cuts to topN and drops what is below minScore or unscored', () => {
    const board = new Scoreboard(texts(4));
    board.add([row(0, 0.2), row(1, 0.9), row(3, 0.5)], main);
    expect(indexes(board.ranking({ topN: 2 }))).toEqual([1, 3]);
    expect(indexes(board.ranking({ minScore: 0.5 }))).toEqual([1, 3]);
    expect(indexes(board.ranking({ minScore: 0 }))).toEqual([1, 3, 0]);
    expect(indexes(board.ranking({ minScore: 0, topN: 1 }))).toEqual([1]);
  });
});

describe('Scoreboard', () => {
  test('replaces an earlier score of a passage by a later one, and counts the passage once', () => {
    const board = new Scoreboard(texts(2));
    board.add([row(0, 0.1), row(1, 0.5)], main);
    board.add([row(0, 0.9)], main);
    expect(board.scored).toBe(2);
    expect(indexes(board.ranking({}))).toEqual([0, 1]);
  });

  test('gives the pending passages in first-stage order, and the number of truncated ones', () => {
    const board = new Scoreboard([5, 9, 7].map((score) => ({ text: '', score })));
    expect(board.pending()).toEqual([1, 2, 0]);
    board.add([{ ...row(2, 1), truncatedTokens: 4 }], main);
    expect(board.pending()).toEqual([1, 0]);
    expect(board.truncated).toBe(1);
    expect(board.ranking({})[0]!.truncatedTokens).toBe(4);
  });
});

describe('Scoreboard.ranking() with fusion', () => {
  const read: ReadonlySet<number> = new Set();
  const plan = (kind: FusionPlan['kind'], weight = 0.5, unread = read): FusionPlan => ({ kind, weight, unread });
  const passages = [40, 30, 20, 10].map((score) => ({ text: `${score}`, score }));
  /** The model reverses the order of the first stage. */
  const rows = passages.map((_, index) => row(index, (index + 1) / 10));
  const boardOf = (fusion: FusionPlan, scored = rows) => {
    const board = new Scoreboard(passages, fusion);
    board.add(scored, main);
    return board;
  };

  test('orders by the fused score, and leaves score and logit unchanged', () => {
    const ranking = boardOf(plan('weighted', 0.9)).ranking({});
    expect(indexes(ranking)).toEqual([0, 1, 2, 3]);
    expect(ranking.map(({ score }) => score)).toEqual([0.1, 0.2, 0.3, 0.4]);
    expect(ranking.map(({ rank }) => rank)).toEqual([1, 2, 3, 4]);
    const fused = ranking.map((each) => each.fused!);
    expect([...fused].sort((a, b) => b - a)).toEqual(fused);
    expect(new Set(fused).size).toBe(4);
  });

  test('uses the weight of the plan', () => {
    expect(indexes(boardOf(plan('weighted', 0)).ranking({}))).toEqual([3, 2, 1, 0]);
    expect(indexes(boardOf(plan('weighted', 0.4)).ranking({}))).toEqual([3, 2, 1, 0]);
    expect(indexes(boardOf(plan('weighted', 0.6)).ranking({}))).toEqual([0, 1, 2, 3]);
  });

  test('keeps input order among ties', () => {
    expect(indexes(boardOf(plan('rrf')).ranking({}))).toEqual([0, 3, 1, 2]);
    expect(indexes(boardOf(plan('rrf'), rows.slice(1, 3)).ranking({}))).toEqual([1, 2, 0, 3]);
  });

  test('cuts to topN in the fused order, and to minScore by score', () => {
    const board = boardOf(plan('weighted', 0.9));
    expect(indexes(board.ranking({ topN: 2 }))).toEqual([0, 1]);
    expect(indexes(board.ranking({ minScore: 0.3 }))).toEqual([2, 3]);
    expect(board.ranking({ minScore: 0.3 })[0]).toEqual({ ...board.ranking({})[2], rank: 1 });
  });

  test('puts unscored passages last, in first-stage order, without a fused score', () => {
    const ranking = boardOf(plan('weighted', 1), [rows[3]!, rows[2]!]).ranking({});
    expect(indexes(ranking)).toEqual([2, 3, 0, 1]);
    expect(ranking.map((each) => 'fused' in each)).toEqual([true, true, false, false]);
  });

  test('ranks a passage that the model does not read by its first-stage score', () => {
    const unread = new Set([0]);
    expect(indexes(boardOf(plan('weighted', 0, unread)).ranking({}))).toEqual([0, 3, 2, 1]);
    expect(boardOf(plan('weighted', 0, unread)).ranking({})[0]).toMatchObject({ score: 0.1, logit: 0.1, stage: 's' });
  });

  test('keeps the first-stage order for all passages, scored or not', () => {
    const board = boardOf(plan('first-stage'), [rows[3]!, rows[1]!]);
    expect(indexes(board.ranking({}))).toEqual([0, 1, 2, 3]);
    expect(board.ranking({}).map(({ scoredBy }) => scoredBy)).toEqual(['none', 's', 'none', 's']);
    expect(board.ranking({}).some((each) => 'fused' in each)).toBe(false);
    expect(indexes(board.ranking({ minScore: 0.3 }))).toEqual([3]);
  });

  test('is a permutation of the passages after any scores in any order', () => {
    const kinds = fc.constantFrom<FusionPlan['kind']>('none', 'rrf', 'weighted', 'first-stage');
    const score = fc.integer({ min: -3, max: 3 });
    const rowsOf = fc.uniqueArray(fc.record({ index: fc.nat(9), logit: score }), { selector: ({ index }) => index });
    const scores = fc.array(score, { minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(kinds, scores, rowsOf, fc.uniqueArray(fc.nat(9)), (kind, firstStage, arrived, unread) => {
        const list = Object.freeze(firstStage.map((each) => Object.freeze({ text: '', score: each })));
        const board = new Scoreboard(list, plan(kind, 0.3, new Set(unread)));
        const reversed = new Scoreboard(list, plan(kind, 0.3, new Set(unread)));
        for (const { index, logit } of arrived) board.add([row(index, logit)], main);
        for (const { index, logit } of [...arrived].reverse()) reversed.add([row(index, logit)], main);
        const ranking = board.ranking({});
        expect(indexes(ranking).sort((a, b) => a - b)).toEqual(list.map((_, index) => index));
        expect(ranking.map(({ rank }) => rank)).toEqual(list.map((_, place) => place + 1));
        expect(reversed.ranking({})).toEqual(ranking);
        expect(board.ranking({ topN: 3 })).toEqual(ranking.slice(0, 3));
      }),
    );
  });
});
