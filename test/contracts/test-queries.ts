/**
 * @file The part of an engine's contract that is about queries: they are never truncated, and their vectors never
 * change.
 */
import { describe, expect, test } from 'vitest';
import type { QueryVectors, TokenVectors } from '../../src/engine/token-vectors';
import { expectTooLong } from './engine-subject';
import type { EngineSubject } from './engine-subject';
import { QUERY } from './texts';

/** Everything that is stored for a text, as one list of numbers. */
export function flat(vectors: TokenVectors | QueryVectors): number[] {
  const { rows, dimensions, components, scales, pooled, pooledScale } = vectors;
  const weights = 'weights' in vectors ? [...vectors.weights] : [];
  return [rows, dimensions, ...components, ...scales, ...pooled, pooledScale, ...weights];
}

export function testQueries(subject: () => EngineSubject): void {
  describe('embedQuery()', () => {
    test('returns the same vectors every time', async () => {
      const { engine } = subject();
      expect(flat(await engine.embedQuery!(QUERY))).toEqual(flat(await engine.embedQuery!(QUERY)));
    });

    test('returns one vector per token and a pooled vector of length 1', async () => {
      const { rows, pooled, pooledScale } = await subject().engine.embedQuery!('bread');
      expect(rows).toBeGreaterThanOrEqual(subject().engine.count('bread'));
      expect(Math.hypot(...pooled) * pooledScale).toBeCloseTo(1, 1);
    });

    test('returns a positive weight for every token', async () => {
      const { rows, weights } = await subject().engine.embedQuery!(QUERY);
      expect(weights).toHaveLength(rows);
      expect(weights.every((weight) => weight > 0 && Number.isFinite(weight))).toBe(true);
    });

    test('rejects a query that is too long, with limit and count', async () => {
      await expectTooLong(subject(), (query) => subject().engine.embedQuery!(query));
    });
  });
}
