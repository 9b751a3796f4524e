import { describe, expect, test } from 'vitest';
import { EngineLost } from '../../../src/core/engine-lost';
import { calibrate } from '../../../src/models/calibration';
import { cardOf } from '../../engine/cards';
import { loadedHost, rowsOf } from '../host';

const passages = ['fresh bread', 'an old clock', 'bread and paper', 'nothing'].map((text) => ({ text }));
const query = 'bread';

describe('a job', () => {
  test('tells every row’s score, then that it is done and what it took', async () => {
    const { ask } = await loadedHost();
    const events = await ask({ query, passages });
    expect(
      rowsOf(events)
        .map((row) => row.index)
        .sort(),
    ).toEqual([0, 1, 2, 3]);
    expect(events.at(-1)).toMatchObject({ kind: 'done', stats: { modelCalls: 5, cacheHits: 0, cacheMisses: 4 } });
    expect(events.filter((event) => event.kind !== 'scored')).toHaveLength(1);
  });

  test('runs pending rows alone', async () => {
    const { ask } = await loadedHost();
    const events = await ask({ query, passages, pending: [3, 1] });
    expect(
      rowsOf(events)
        .map((row) => row.index)
        .sort(),
    ).toEqual([1, 3]);
  });

  test('runs duplicates once and scores each', async () => {
    const seen: string[] = [];
    const { ask } = await loadedHost({ beforeRow: (text) => void seen.push(text) });
    const events = await ask({ query, passages: [...passages, ...passages, { title: 'fresh', text: 'bread' }] });
    const scores = new Map(rowsOf(events).map((row) => [row.index, row.score]));
    expect(scores.size).toBe(9);
    for (const row of passages.keys()) expect(scores.get(row + 4)).toBe(scores.get(row));
    expect(seen).toHaveLength(5);
  });

  test('does not take a title with a NUL for another passage’s text', async () => {
    const { ask } = await loadedHost();
    const twins = [
      { title: 'a', text: 'b\0c' },
      { title: 'a\0b', text: 'c' },
    ];
    expect((await ask({ query, passages: twins })).at(-1)).toMatchObject({ stats: { modelCalls: 3 } });
  });

  test('counts vectors of an earlier job as hits', async () => {
    const { ask } = await loadedHost();
    await ask({ query, passages });
    const events = await ask({ query: 'clock', passages: [...passages, { text: 'new' }] });
    expect(events.at(-1)).toMatchObject({ stats: { modelCalls: 2, cacheHits: 4, cacheMisses: 1 } });
  });

  test('calibrates by the last exit or the card, or gives the logit where it has no calibration', async () => {
    const calibration = { slope: 3, intercept: -1, fittedOn: 'nothing' };
    const calibrated = await loadedHost({}, cardOf({ calibration }));
    for (const { logit, score } of rowsOf(await calibrated.ask({ query, passages }))) {
      expect(score).toBe(calibrate(logit, calibration));
    }
    const exit = { depth: 2, cosine: 0.5, maxsim: 0.5 };
    const exits = [
      { ...exit, depth: 1 },
      { ...exit, calibration },
    ];
    const atExit = await loadedHost({}, cardOf({ exits, calibration: { ...calibration, slope: 9 } }));
    for (const { logit, score } of rowsOf(await atExit.ask({ query, passages }))) {
      expect(score).toBe(calibrate(logit, calibration));
    }
    const raw = await loadedHost();
    for (const { logit, score } of rowsOf(await raw.ask({ query, passages }))) expect(score).toBe(logit);
  });

  test('says what was cut off', async () => {
    const { ask } = await loadedHost({ passageLimit: 2 });
    const [row] = rowsOf(await ask({ query, passages: [{ text: 'one two three four' }] }));
    expect(row!.truncatedTokens).toBe(2);
  });
});

describe('a job that goes wrong', () => {
  test('ends as failed, with the error rebuilt from a plain record', async () => {
    const { ask } = await loadedHost({ queryLimit: 1 });
    expect(await ask({ query: 'two words', passages })).toEqual([
      {
        kind: 'failed',
        error: {
          name: 'RerankError',
          code: 'query-too-long',
          message: 'Expected a query of at most 1 tokens, got 2',
          details: { limit: 1, count: 2 },
        },
      },
    ]);
  });

  test('ends as lost when the engine can no longer be trusted', async () => {
    const { ask } = await loadedHost({ beforeRow: () => Promise.reject(new EngineLost('The GPU device was lost')) });
    expect(await ask({ query, passages })).toEqual([{ kind: 'lost', reason: 'The GPU device was lost' }]);
  });

  test('ends as lost when a score is not a number, and no such score crosses', async () => {
    const card = cardOf({ exits: [{ depth: 2, cosine: NaN, maxsim: 0 }] });
    const { ask } = await loadedHost({}, card);
    expect(await ask({ query, passages })).toEqual([{ kind: 'lost', reason: 'The score of passage 0 is NaN' }]);
  });

  test('leaves the next one alone', async () => {
    let broken = true;
    const { ask } = await loadedHost({ beforeRow: () => (broken ? Promise.reject(new Error('once')) : undefined) });
    expect((await ask({ query, passages })).at(-1)).toMatchObject({ kind: 'failed', error: { message: 'once' } });
    broken = false;
    expect((await ask({ query, passages })).at(-1)).toMatchObject({ kind: 'done' });
  });
});
