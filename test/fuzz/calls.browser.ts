/** @file Calls with any texts and options: each ends with a right list or a clear error, and harms no later call. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isRerankError } from '../../src/index';
import type { Reranker, RerankOptions } from '../../src/index';
import { createTiny, sentences } from '../browser/harness';
import { fuzzRounds } from '../fuzz-rounds';

const numRuns = 30 * fuzzRounds;
const query = 'Which engine needs oil?';
const passages = sentences(12);
let reranker: Reranker;
let expected: readonly (number | undefined)[];

const scoresOf = async (): Promise<readonly (number | undefined)[]> =>
  (await reranker.rerank(query, passages)).results.map(({ score }) => score);

beforeAll(async () => {
  reranker = await createTiny({ cores: 1 });
  expected = await scoresOf();
});
afterAll(() => reranker.dispose());

/** Any text, also one with half a surrogate pair, with no letter, or with one word over and over. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map((units) => String.fromCharCode(...units)),
  fc
    .tuple(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 3000 }))
    .map(([unit, times]) => unit.repeat(times)),
  fc.constantFrom(...passages),
);
const passage = fc.oneof(text, fc.record({ text, title: text }, { requiredKeys: ['text'] }));
const list = fc.array(passage, { maxLength: 12 });

test('of any texts return each passage once, with finite scores', async () => {
  await fc.assert(
    fc.asyncProperty(text, list, async (asked, given) => {
      const outcome = await settled(() => reranker.rerank(asked, given));
      if (outcome instanceof Error) return expectRefusedQuery(outcome);
      const { results } = outcome;
      expect(results.map(({ index }) => index).sort((a, b) => a - b)).toEqual([...given.keys()]);
      expect(results.every(({ score }) => Number.isFinite(score))).toBe(true);
    }),
    { numRuns },
  );
  expect(await scoresOf()).toEqual(expected);
});

const anything = fc.oneof(fc.anything(), fc.constantFrom('auto', 'exact', 'cascade', 'windows', true, 0, 5, -1, NaN));
const NAMES = [
  ...['topN', 'minScore', 'fusion', 'strategy', 'lastPass', 'longPassages', 'instruction', 'signal'],
  ...['priority', 'supersede', 'budgetMs', 'explain', 'onProgress', 'noSuchOption'],
];
const options = fc.dictionary(fc.constantFrom(...NAMES), anything, { maxKeys: 3 });

test('with any options end with results or a clear error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.oneof(options, fc.anything()), async (given) => {
      const outcome = await settled(() => reranker.rerank(query, passages, given as RerankOptions));
      if (outcome instanceof Error) return expectClear(outcome);
      const { results } = outcome;
      expect(results.length).toBeLessThanOrEqual(passages.length);
      expect(new Set(results.map(({ index }) => index)).size).toBe(results.length);
    }),
    { numRuns },
  );
  expect(await scoresOf()).toEqual(expected);
});

/** The result of a call, or the error that it throws or rejects with. */
async function settled<T>(call: () => Promise<T>): Promise<T | Error> {
  try {
    return await call();
  } catch (error) {
    return error instanceof Error ? error : new Error(`Not an error: ${String(error)}`);
  }
}

/** A query may be too long or blank; no passage is an error. */
function expectRefusedQuery(error: Error): void {
  if (!isRerankError(error, 'query-too-long'))
    expect(error.message).toMatch(/^Expected `query` to hold some text, got /);
}

/** Says what was expected and what came, or has a code that no fault inside the library has. */
function expectClear(error: Error): void {
  if (isRerankError(error)) expect(['internal', 'worker-lost', 'no-candidate']).not.toContain(error.code);
  else expect(error.message).toMatch(/Expected .* got /s);
}
