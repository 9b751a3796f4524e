import { afterEach, describe, expect, test } from 'vitest';
import type { CreateOptions, Reranker } from '../../src/index';
import { createTiny, sentences } from './harness';

const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});
async function create(options: CreateOptions = {}): Promise<Reranker> {
  const reranker = await createTiny({ device: 'wasm', ...options });
  open.push(reranker);
  return reranker;
}

const long = { id: 'long', text: sentences(60).join('. ') };
const passages = [long, ...sentences(5).map((text) => ({ id: text, text }))];
const query = 'the baker wakes early';

describe('long passages in a worker', () => {
  test('are read in full with windows, and truncated without', async () => {
    const reranker = await create();
    const cut = await reranker.rerank(query, passages);
    expect(cut.stats.truncated).toBe(1);
    expect(cut.stats.windows).toBeUndefined();
    const whole = await reranker.rerank(query, passages, { longPassages: 'windows' });
    expect(whole.results).toHaveLength(passages.length);
    expect(whole.stats.truncated).toBe(0);
    expect(whole.stats.windows).toBeGreaterThan(5);
    const [short] = passages.slice(1).map(({ id }) => id);
    const scoreOf = (from: typeof cut) => from.results.find((row) => row.id === short)!.score;
    expect(scoreOf(whole)).toBe(scoreOf(cut));
  });

  test('have the score of their best window', async () => {
    const reranker = await create({ longPassages: 'windows' });
    const { results } = await reranker.rerank(query, [long]);
    const { results: first } = await reranker.rerank(query, [long], { longPassages: 'first' });
    expect(results[0]!.score).toBeGreaterThanOrEqual(first[0]!.score!);
    expect(results[0]!.truncatedTokens ?? 0).toBe(0);
  });

  test('are prepared as they are read later, so that a query encodes no passage', async () => {
    const reranker = await create({ longPassages: { kind: 'windows', aggregate: 'mean-top', stride: 20 } });
    await reranker.prepare(passages);
    const { stats } = await reranker.rerank(query, passages);
    expect(stats.cache.misses).toBe(0);
    expect(stats.modelCalls).toBe(1);
  });

  test('with an unknown option are rejected', async () => {
    const reranker = await create();
    await expect(reranker.rerank(query, passages, { longPassages: 'all' as 'first' })).rejects.toThrow(
      'Expected `longPassages` to be one of first, head-tail, windows',
    );
    const windows = { kind: 'windows', stride: 0 } as const;
    await expect(reranker.rerank(query, passages, { longPassages: windows })).rejects.toThrow(
      'Expected `longPassages.stride` to be a positive integer, got `0`',
    );
  });
});
