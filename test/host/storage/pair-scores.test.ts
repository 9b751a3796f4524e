import { describe, expect, test } from 'vitest';
import { PairScores } from '../../../src/host/storage/pair-scores';
import { cardOf } from '../../engine/cards';
import { loadedHost, scoresOf } from '../host';

const ask = (query: string, instruction = '') => ({ query, instruction });
const score = (logit: number) => ({ logit, truncatedTokens: 0 });

describe('PairScores', () => {
  test('distinguishes pairs whose texts are equal when joined', () => {
    const scores = new PairScores();
    scores.set(ask('a'), { text: 'bc' }, score(1));
    expect(scores.get(ask('a'), { text: 'bc' })).toEqual(score(1));
    expect(scores.get(ask('ab'), { text: 'c' })).toBeUndefined();
    expect(scores.get(ask('a'), { title: 'b', text: 'c' })).toBeUndefined();
  });

  test('distinguishes the same pair under different instructions', () => {
    const scores = new PairScores();
    scores.set(ask('q', 'find'), { text: 'p' }, score(1));
    expect(scores.get(ask('q', 'find'), { text: 'p' })).toEqual(score(1));
    expect(scores.get(ask('q'), { text: 'p' })).toBeUndefined();
    expect(scores.get(ask('findq'), { text: 'p' })).toBeUndefined();
  });

  test('drops the least recently used scores', () => {
    const scores = new PairScores(undefined, 36);
    for (const text of ['one', 'two', 'six']) scores.set(ask('q'), { text }, score(1)); // 10 units each
    scores.get(ask('q'), { text: 'one' });
    scores.set(ask('q'), { text: 'ten' }, score(2));
    expect(scores.get(ask('q'), { text: 'two' })).toBeUndefined();
    expect(scores.get(ask('q'), { text: 'one' })).toEqual(score(1));
    expect(scores.get(ask('q'), { text: 'ten' })).toEqual(score(2));
  });
});

describe('a job of a cross-encoder', () => {
  test('scores no pair twice, and reports the same scores', async () => {
    const { ask } = await loadedHost({}, cardOf({ method: 'cross-encoder' }));
    const passages = ['fresh bread', 'an old clock', 'bread and paper'].map((text) => ({ text }));
    const first = await ask({ query: 'bread', passages });
    const again = await ask({ query: 'bread', passages: [...passages, { text: 'new bread' }] });
    expect(again.at(-1)).toMatchObject({ kind: 'done', stats: { modelCalls: 1, cacheHits: 3, cacheMisses: 1 } });
    const before = new Map(scoresOf(first).map((row) => [row.index, row]));
    for (const row of scoresOf(again)) if (row.index < 3) expect(row).toEqual(before.get(row.index));
    const other = await ask({ query: 'clock', passages });
    expect(other.at(-1)).toMatchObject({ stats: { modelCalls: 3, cacheHits: 0 } });
  });
});
