/** @file The part of an engine's contract that is about queries: never truncated, the same every time. */
import { describe, expect, test } from 'vitest';
import type { QueryVectors, TokenVectors } from '../../src/engine/token-vectors';
import type { EngineSubject } from './test-engine';
import { QUERY } from './texts';

/** All that is kept of a text, as numbers. */
export function flat(vectors: TokenVectors | QueryVectors): number[] {
  const { rows, dimensions, components, scales, pooled, pooledScale } = vectors;
  const weights = 'weights' in vectors ? [...vectors.weights] : [];
  return [rows, dimensions, ...components, ...scales, ...pooled, pooledScale, ...weights];
}

export function testQueries(subject: () => EngineSubject): void {
  describe('embedQuery()', () => {
    test('gives the same vectors every time', async () => {
      const { engine } = subject();
      expect(flat(await engine.embedQuery!(QUERY))).toEqual(flat(await engine.embedQuery!(QUERY)));
    });

    test('gives a row a token and a pooled vector of length 1', async () => {
      const { rows, pooled, pooledScale } = await subject().engine.embedQuery!('bread');
      expect(rows).toBeGreaterThanOrEqual(subject().engine.count('bread'));
      expect(Math.hypot(...pooled) * pooledScale).toBeCloseTo(1, 1);
    });

    test('gives every token a weight above zero', async () => {
      const { rows, weights } = await subject().engine.embedQuery!(QUERY);
      expect(weights).toHaveLength(rows);
      expect(weights.every((weight) => weight > 0 && Number.isFinite(weight))).toBe(true);
    });

    test('refuses a query that is too long, with limit and count', async () => {
      await expectTooLong(subject(), (query) => subject().engine.embedQuery!(query));
    });
  });
}

/** The longest query passes; one word more does not. An engine may throw at once or reject. */
export async function expectTooLong(subject: EngineSubject, ask: (query: string) => Promise<unknown>): Promise<void> {
  const asked = async (words: number) => ask(Array.from({ length: words }, () => 'bread').join(' '));
  let words = subject.queryLimit;
  const rejected = async () =>
    asked(words).then(
      () => false,
      () => true,
    );
  while (words > 0 && (await rejected())) words--;
  expect(words).toBeGreaterThan(subject.queryLimit - 4); // control tokens count
  const controls = subject.queryLimit - words;
  await expect(asked(words + 1)).rejects.toMatchObject({
    name: 'RerankError',
    code: 'query-too-long',
    details: { limit: subject.queryLimit, count: words + 1 + controls },
  });
  await expect(asked(100_000)).rejects.toMatchObject({ code: 'query-too-long' });
}
