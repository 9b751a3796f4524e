import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JobEvent, JobRequest } from '../../src/protocol/host-api';
import type { createHost } from '../../src/host/create-host';
import { fuzzRounds } from '../fuzz-rounds';
import { ask, loadedHost, scoresOf } from '../host/host';
import { damaged } from './damaged';

const passages = ['fresh bread', 'an old clock', 'bread and butter'].map((text) => ({ text }));
const job = { query: 'bread', passages, pending: [0, 1, 2], priority: 0, batchTokens: 512 };
const LIMIT_MS = 5000;
let nextId = 1_000_000;

/** The kind of a job's last event, or `refused` where submitting it throws; `silent` where neither comes. */
function endOf(host: ReturnType<typeof createHost>, request: unknown): Promise<string> {
  const { port1, port2 } = new MessageChannel();
  let last = 'silent';
  return new Promise((resolve) => {
    setTimeout(() => resolve('silent'), LIMIT_MS).unref();
    port1.onmessage = ({ data }: MessageEvent<JobEvent>) => (last = data.kind);
    port1.addEventListener('close', () => resolve(last));
    try {
      host.run({ ...(request as JobRequest), id: nextId++ }, port2);
    } catch {
      resolve('refused');
    }
  });
}

describe('messages of a job with one damaged field', () => {
  test('end or are refused, and the next job is right', { timeout: 600_000 }, async () => {
    const { host } = await loadedHost();
    const expected = scoresOf(await ask(host, job));
    expect(expected).toHaveLength(passages.length);
    await fc.assert(
      fc.asyncProperty(damaged(job), async (request) => {
        expect(['done', 'failed', 'cancelled', 'refused']).toContain(await endOf(host, request));
        expect(scoresOf(await ask(host, job))).toEqual(expected);
      }),
      { numRuns: 50 * fuzzRounds },
    );
  });
});
