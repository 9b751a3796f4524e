import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CreateOptions, Reranker } from '../../src/index';
import { createTiny, sentences, tinyCross } from './harness';

const passages = sentences(12);
const query = 'Which engine needs oil?';
const DATABASE = 'rankside-scores';
const open: Reranker[] = [];

async function visit(options: CreateOptions = {}): Promise<Reranker> {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
  const reranker = await createTiny({ model: tinyCross, cache: 'persistent', cores: 1, ...options });
  open.push(reranker);
  return reranker;
}

/** Waits for scores to be written, which continues after a call has returned. */
async function stored(count: number): Promise<unknown[]> {
  for (;;) {
    const database = await openDB<{ vectors: { key: [string, string]; value: object } }>(DATABASE);
    const entries = await database.getAll('vectors');
    const keys = await database.getAllKeys('vectors');
    database.close();
    if (entries.length >= count) return [...entries, ...keys];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const logits = (results: Awaited<ReturnType<Reranker['rerank']>>['results']) =>
  results.map(({ index, logit }) => [index, logit]);

beforeEach(() => deleteDB(DATABASE));
afterEach(() => Promise.all(open.splice(0).map((each) => each.dispose())));

describe('scores of a joint method', () => {
  test('are found by a later visit, bit for bit and without a model call; no text is stored', async () => {
    const first = await (await visit()).rerank(query, passages);
    expect(first.stats.cache).toMatchObject({ hits: 0, misses: 12 });
    const kept = JSON.stringify(await stored(12));
    for (const word of ['engine', 'oil', 'river']) expect(kept).not.toContain(word);
    const again = await (await visit()).rerank(query, passages);
    expect(again.stats).toMatchObject({ modelCalls: 0, cache: { hits: 12, misses: 0 } });
    expect(logits(again.results)).toEqual(logits(first.results));
  });

  test('belong to their query only', async () => {
    await (await visit()).rerank(query, passages);
    await stored(12);
    expect((await (await visit()).rerank('another', passages)).stats.cache.misses).toBe(12);
  });

  test('are not stored when storage is off', async () => {
    await (await visit({ cache: 'memory' })).rerank(query, passages);
    expect((await (await visit({ cache: 'memory' })).rerank(query, passages)).stats.cache.misses).toBe(12);
  });
});
