import { describe, expect, test } from 'vitest';
import { PairScores } from '../../../src/host/storage/pair-scores';
import { cardOf } from '../../engine/cards';
import { loadedHost, rowsOf } from '../host';

const asked = (query: string, instruction = '') => ({ query, instruction });
const score = (logit: number) => ({ logit, truncatedTokens: 0 });

describe('PairScores', () => {
  test('knows a pair by its query and its passage, wherever one ends and the other begins', () => {
    const scores = new PairScores();
    scores.set(asked('a'), { text: 'bc' }, score(1));
    expect(scores.get(asked('a'), { text: 'bc' })).toEqual(score(1));
    expect(scores.get(asked('ab'), { text: 'c' })).toBeUndefined();
    expect(scores.get(asked('a'), { title: 'b', text: 'c' })).toBeUndefined();
  });

  test('knows a pair asked about under another instruction from the same without', () => {
    const scores = new PairScores();
    scores.set(asked('q', 'find'), { text: 'p' }, score(1));
    expect(scores.get(asked('q', 'find'), { text: 'p' })).toEqual(score(1));
    expect(scores.get(asked('q'), { text: 'p' })).toBeUndefined();
    expect(scores.get(asked('findq'), { text: 'p' })).toBeUndefined();
  });

  test('drops what was not asked for longest', () => {
    const scores = new PairScores(undefined, 36);
    for (const text of ['one', 'two', 'six']) scores.set(asked('q'), { text }, score(1)); // 10 units each
    scores.get(asked('q'), { text: 'one' });
    scores.set(asked('q'), { text: 'ten' }, score(2));
    expect(scores.get(asked('q'), { text: 'two' })).toBeUndefined();
    expect(scores.get(asked('q'), { text: 'one' })).toEqual(score(1));
    expect(scores.get(asked('q'), { text: 'ten' })).toEqual(score(2));
  });
});

describe('a job of a joint method', () => {
  test('judges no pair twice, and gives the same scores', async () => {
    const { ask } = await loadedHost({}, cardOf({ method: 'cross-encoder' }));
    const passages = ['fresh bread', 'an old clock', 'bread and paper'].map((text) => ({ text }));
    const first = await ask({ query: 'bread', passages });
    const again = await ask({ query: 'bread', passages: [...passages, { text: 'new bread' }] });
    expect(again.at(-1)).toMatchObject({ kind: 'done', stats: { modelCalls: 1, cacheHits: 3, cacheMisses: 1 } });
    const before = new Map(rowsOf(first).map((row) => [row.index, row]));
    for (const row of rowsOf(again)) if (row.index < 3) expect(row).toEqual(before.get(row.index));
    const other = await ask({ query: 'clock', passages });
    expect(other.at(-1)).toMatchObject({ stats: { modelCalls: 3, cacheHits: 0 } });
  });
});
