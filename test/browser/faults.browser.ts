/** @file Terminates workers at random moments of concurrent calls: every call ends with the right ranking. */
import { expect, test } from 'vitest';
import type { RerankResult } from '../../src/index';
import { fuzzRounds } from '../fuzz-rounds';
import { createTiny, faultyWorkers, sentences } from './harness';

const CALLS = 30;
const TERMINATIONS = 6;
const passages = sentences(30);
const queryOf = (call: number) => `Which engine needs oil, number ${call}?`;
const rankingOf = ({ results }: RerankResult<string>) => results.map(({ index, score }) => [index, score]);

test('6 random terminations under 30 calls end no call, and all rankings are right', { timeout: 240_000 }, async () => {
  const slow = Array.from({ length: 4 + TERMINATIONS * fuzzRounds }, () => ({ slowMs: 1 }));
  const { made, make } = faultyWorkers(...slow);
  await using sound = await createTiny();
  const expected: unknown[] = [];
  for (let call = 0; call < CALLS; call++) expected.push(rankingOf(await sound.rerank(queryOf(call), passages)));
  await using reranker = await createTiny({ worker: make, cores: 1 });
  for (let round = 0; round < fuzzRounds; round++) {
    const start = made.length;
    let ended = 0;
    const calls = Promise.all(
      expected.map(async (_, call) => {
        const result = await reranker.rerank(queryOf(call), passages);
        ended++;
        return result;
      }),
    );
    calls.catch(() => undefined);
    for (let count = 0; count < TERMINATIONS && ended < CALLS; count++) {
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 1500));
      made.at(-1).terminate();
    }
    expect((await calls).map(rankingOf)).toEqual(expected);
    expect(made.length).toBeGreaterThan(start);
  }
  expect(reranker.report.losses.length).toBeGreaterThan(0);
});
