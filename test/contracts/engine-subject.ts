/** @file An engine under test, and how its limits and vectors are checked. */
import { expect } from 'vitest';
import type { Engine } from '../../src/engine/engine';

export type EngineSubject = {
  readonly engine: Engine;
  /** The number of tokens that a query may have. */
  readonly queryLimit: number;
  /** The largest difference between a result and the result of the same row in another batch; 0 means bit-equal. */
  readonly tolerance: number;
};

/** Expects the longest query to pass and one word more to be rejected. An engine may throw at once or reject. */
export async function expectTooLong(subject: EngineSubject, ask: (query: string) => Promise<unknown>): Promise<void> {
  const askWords = async (words: number) => ask(Array.from({ length: words }, () => 'bread').join(' '));
  let words = subject.queryLimit;
  const isRejected = async () =>
    askWords(words).then(
      () => false,
      () => true,
    );
  while (words > 0 && (await isRejected())) words--;
  expect(words).toBeGreaterThan(subject.queryLimit - 4); // control tokens count
  const controls = subject.queryLimit - words;
  await expect(askWords(words + 1)).rejects.toMatchObject({
    name: 'RerankError',
    code: 'query-too-long',
    details: { limit: subject.queryLimit, count: words + 1 + controls },
  });
  await expect(askWords(100_000)).rejects.toMatchObject({ code: 'query-too-long' });
}
