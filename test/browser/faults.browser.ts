/** @file Terminates workers at random moments of concurrent calls: every call ends with the right ranking. */
import { expect, test } from 'vitest';
import type { RankEvent, RerankResult } from '../../src/index';
import { fuzzRounds } from '../fuzz-rounds';
import { createTiny, faultyWorkers, sentences } from './harness';

const CALLS = 30;
const TERMINATIONS = 6;
const all = sentences(300);
/** Each call has passages of its own, so that their vectors are not in memory. */
const requestOf = (call: number) =>
  [`Which engine needs oil, number ${call}?`, all.slice(10 * call, 10 * call + 10)] as const;
const rankingOf = ({ results }: RerankResult<string>) => results.map(({ index, score }) => [index, score]);

test.each(Array.from({ length: fuzzRounds }, (_, round) => round + 1))(
  'round %i: 6 random terminations under 30 calls end no call, and all rankings are right',
  { timeout: 240_000 },
  async () => {
    await using sound = await createTiny();
    const expected: unknown[] = [];
    for (let call = 0; call < CALLS; call++) expected.push(rankingOf(await sound.rerank(...requestOf(call))));
    const { made, make } = faultyWorkers(...Array.from({ length: 2 + TERMINATIONS }, () => ({ slowMs: 2 })));
    await using reranker = await createTiny({ worker: make, cores: 1 });
    let terminations = 0;
    let untilNext = 3;
    const onProgress = (event: RankEvent) => {
      if (event.kind !== 'ranking' || terminations === TERMINATIONS || --untilNext > 0) return;
      untilNext = 1 + Math.floor(Math.random() * 8);
      terminations++;
      made.at(-1).terminate();
    };
    const calls = expected.map((_, call) => reranker.rerank(...requestOf(call), { onProgress }));
    expect((await Promise.all(calls)).map(rankingOf)).toEqual(expected);
    expect(terminations).toBe(TERMINATIONS);
    expect(made.length).toBeGreaterThan(1);
    expect(reranker.report.losses).not.toEqual([]);
  },
);
