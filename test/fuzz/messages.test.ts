import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobEvent, JobRequest } from '../../src/protocol/host-api';
import { fuzzRounds } from '../fuzz-rounds';
import { ask, loadedHost, scoresOf } from '../host/host';
import { damaged } from './damaged';

const passages = ['fresh bread', 'an old clock', 'bread and butter'].map((text) => ({ text }));
const job = { query: 'bread', passages, pending: [0, 1, 2], priority: 0, batchTokens: 512 };
const LIMIT_MS = 5000;

/** The events of a job, or the error that submitting it throws; undefined where neither comes. */
function outcomeOf(host: Parameters<typeof ask>[0], request: Partial<JobRequest>): Promise<unknown> {
  const late = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), LIMIT_MS));
  return Promise.race([late, ask(host, request).catch((error: unknown) => error)]);
}

describe('messages of a job with one damaged field', () => {
  test('end with an event or an error, and the next job is right', { timeout: 600_000 }, async () => {
    const { host } = await loadedHost();
    const expected = scoresOf(await ask(host, job));
    expect(expected).toHaveLength(passages.length);
    await fc.assert(
      fc.asyncProperty(damaged(job), async (request) => {
        expect(await outcomeOf(host, request)).toBeDefined();
        expect(scoresOf((await outcomeOf(host, job)) as readonly JobEvent[])).toEqual(expected);
      }),
      { numRuns: 50 * fuzzRounds },
    );
  });
});
