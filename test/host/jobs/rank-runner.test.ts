import { describe, expect, test } from 'vitest';
import { EngineLost } from '../../../src/core/engine-lost';
import { calibrate } from '../../../src/models/calibration';
import { cardOf } from '../../engine/cards';
import { loadedHost, scoresOf } from '../host';

const passages = ['fresh bread', 'an old clock', 'bread and paper', 'nothing'].map((text) => ({ text }));
const query = 'bread';

describe('a job', () => {
  test('reports the score of every passage, then its end with the statistics', async () => {
    const { ask } = await loadedHost();
    const events = await ask({ query, passages });
    expect(
      scoresOf(events)
        .map((row) => row.index)
        .sort(),
    ).toEqual([0, 1, 2, 3]);
    expect(events.at(-1)).toMatchObject({ kind: 'done', stats: { modelCalls: 5, cacheHits: 0, cacheMisses: 4 } });
    expect(events.filter((event) => event.kind !== 'scored')).toHaveLength(1);
  });

  test('scores pending passages only', async () => {
    const { ask } = await loadedHost();
    const events = await ask({ query, passages, pending: [3, 1] });
    expect(
      scoresOf(events)
        .map((row) => row.index)
        .sort(),
    ).toEqual([1, 3]);
  });

  test('computes duplicates once and scores each', async () => {
    const seen: string[] = [];
    const { ask } = await loadedHost({ beforeRow: (text) => void seen.push(text) });
    const events = await ask({ query, passages: [...passages, ...passages, { title: 'fresh', text: 'bread' }] });
    const scores = new Map(scoresOf(events).map((row) => [row.index, row.score]));
    expect(scores.size).toBe(9);
    for (const index of passages.keys()) expect(scores.get(index + 4)).toBe(scores.get(index));
    expect(seen).toHaveLength(5);
  });

  test('distinguishes a title that contains NUL from another passage’s text', async () => {
    const { ask } = await loadedHost();
    const similar = [
      { title: 'a', text: 'b\0c' },
      { title: 'a\0b', text: 'c' },
    ];
    expect((await ask({ query, passages: similar })).at(-1)).toMatchObject({ stats: { modelCalls: 3 } });
  });

  test('counts vectors of an earlier job as cache hits', async () => {
    const { ask } = await loadedHost();
    await ask({ query, passages });
    const events = await ask({ query: 'clock', passages: [...passages, { text: 'new' }] });
    expect(events.at(-1)).toMatchObject({ stats: { modelCalls: 2, cacheHits: 4, cacheMisses: 1 } });
  });

  test('calibrates by the last exit or the card, or returns the logit without a calibration', async () => {
    const calibration = { slope: 3, intercept: -1, fittedOn: 'nothing' };
    const calibrated = await loadedHost({}, cardOf({ calibration }));
    for (const { logit, score } of scoresOf(await calibrated.ask({ query, passages }))) {
      expect(score).toBe(calibrate(logit, calibration));
    }
    const exit = { depth: 2, cosine: 0.5, maxsim: 0.5 };
    const exits = [
      { ...exit, depth: 1 },
      { ...exit, calibration },
    ];
    const atExit = await loadedHost({}, cardOf({ exits, calibration: { ...calibration, slope: 9 } }));
    for (const { logit, score } of scoresOf(await atExit.ask({ query, passages }))) {
      expect(score).toBe(calibrate(logit, calibration));
    }
    const raw = await loadedHost();
    for (const { logit, score } of scoresOf(await raw.ask({ query, passages }))) expect(score).toBe(logit);
  });

  test('reports truncated tokens', async () => {
    const { ask } = await loadedHost({ passageLimit: 2 });
    const [row] = scoresOf(await ask({ query, passages: [{ text: 'one two three four' }] }));
    expect(row!.truncatedTokens).toBe(2);
  });
});

describe('a job with an error', () => {
  test('ends as failed, with the error as a plain record', async () => {
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

  test('ends as lost if the engine is lost', async () => {
    const { ask } = await loadedHost({ beforeRow: () => Promise.reject(new EngineLost('The GPU device was lost')) });
    expect(await ask({ query, passages })).toEqual([{ kind: 'lost', reason: 'The GPU device was lost' }]);
  });

  test('ends as lost if a score is not a number, without reporting the score', async () => {
    const card = cardOf({ exits: [{ depth: 2, cosine: NaN, maxsim: 0 }] });
    const { ask } = await loadedHost({}, card);
    expect(await ask({ query, passages })).toEqual([{ kind: 'lost', reason: 'The score of passage 0 is NaN' }]);
  });

  test('does not affect the next job', async () => {
    let broken = true;
    const { ask } = await loadedHost({ beforeRow: () => (broken ? Promise.reject(new Error('once')) : undefined) });
    expect((await ask({ query, passages })).at(-1)).toMatchObject({ kind: 'failed', error: { message: 'once' } });
    broken = false;
    expect((await ask({ query, passages })).at(-1)).toMatchObject({ kind: 'done' });
  });
});
