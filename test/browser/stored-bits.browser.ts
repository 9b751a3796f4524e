/**
 * @file Damages stored values at random, one change a value, and ranks on the next visit: no ranking may change and no
 * engine may be lost. A failure prints its seed and its changes.
 */
import { deleteDB, openDB } from 'idb';
import { afterEach, describe, expect, test } from 'vitest';
import type { CreateOptions, Reranker, RerankResult } from '../../src/index';
import { CACHE_NAME, SCORE_DATABASE, VECTOR_DATABASE } from '../../src/util/storage-names';
import { fuzzRounds as rounds } from '../fuzz-rounds';
import { createTiny, sentences, tinyCross, tinyLate } from './harness';

const passages = sentences(40);
const query = 'Which engine needs oil?';
const open: Reranker[] = [];
afterEach(() => closeAll());

const closeAll = () => Promise.all(open.splice(0).map((each) => each.dispose()));

async function visit(options: CreateOptions): Promise<Reranker> {
  await closeAll();
  const reranker = await createTiny({ cache: 'persistent', cores: 1, ...options });
  open.push(reranker);
  return reranker;
}

/** Pseudo-random numbers in [0, 1) (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296;
  };
}

type Place = { readonly path: string; readonly flip: () => void };

/** One flip for each field of a stored value: a random bit of its bytes or number, or a character of its text. */
function placesOf(owner: Record<string, unknown>, random: () => number, path = ''): Place[] {
  return Object.entries(owner).flatMap(([name, value]): Place[] => {
    const at = `${path}.${name}`;
    if (ArrayBuffer.isView(value)) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      if (bytes.length === 0) return [];
      return [{ path: at, flip: () => (bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8)) }];
    }
    if (typeof value === 'number') return [{ path: at, flip: () => (owner[name] = flipNumber(value, random)) }];
    if (typeof value === 'string') return [{ path: at, flip: () => (owner[name] = flipText(value, random)) }];
    return placesOf(value as Record<string, unknown>, random, at);
  });
}

function flipNumber(value: number, random: () => number): number {
  const bytes = new Uint8Array(Float64Array.of(value).buffer);
  bytes[Math.floor(random() * 8)]! ^= 1 << Math.floor(random() * 8);
  return new Float64Array(bytes.buffer)[0]!;
}

function flipText(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  return (
    text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ (1 << Math.floor(random() * 7))) + text.slice(at + 1)
  );
}

/** Flips one bit of each stored entry and of the total. Returns what was changed. */
async function damageDatabase(name: string, random: () => number): Promise<string[]> {
  const database = await openDB(name);
  const changes: string[] = [];
  const transaction = database.transaction(['vectors', 'totals'], 'readwrite');
  const store = transaction.objectStore('vectors');
  for (const key of await store.getAllKeys()) {
    const value = (await store.get(key)) as Record<string, unknown>;
    const places = placesOf(value, random);
    const { path, flip } = places[Math.floor(random() * places.length)]!;
    flip();
    changes.push(path);
    // A time that is no key of the index cannot be stored.
    await store.put(Number.isNaN(value['used']) ? { ...value, used: 0 } : value, key);
  }
  const total = (await transaction.objectStore('totals').get('bytes')) as number;
  await transaction.objectStore('totals').put(flipNumber(total, random), 'bytes');
  await transaction.done;
  database.close();
  return [...changes, 'total'];
}

async function entriesIn(name: string): Promise<number> {
  const database = await openDB(name);
  const count = await database.count('vectors');
  database.close();
  return count;
}

const rankingOf = ({ results }: RerankResult<string>) => results.map(({ index, score }) => [index, score]);

/** Two databases with the model whose results they keep. Each round damages 40 entries and the total. */
describe.each([
  ['vectors', VECTOR_DATABASE, tinyLate],
  ['scores', SCORE_DATABASE, tinyCross],
])('damaged %s', (_, database, model) => {
  test(
    'change no ranking and lose no engine; they are deleted, counted and stored again',
    { timeout: 240_000 },
    async () => {
      await deleteDB(database);
      const expected = rankingOf(await (await visit({ model })).rerank(query, passages));
      let flips = 0;
      for (let seed = 1; seed <= rounds; seed++) {
        await expect.poll(() => entriesIn(database), { timeout: 10_000 }).toBe(passages.length);
        await closeAll();
        const changes = await damageDatabase(database, randomNumbers(seed));
        const reranker = await visit({ model });
        const facts = `seed ${seed}: ${changes.join(' ')}`;
        const result = await reranker.rerank(query, passages);
        expect(rankingOf(result), facts).toEqual(expected);
        const { losses, damagedEntries, warnings } = reranker.report;
        expect(losses, facts).toEqual([]);
        expect(damagedEntries, facts).toBe(passages.length);
        expect(warnings.join(), facts).toMatch(/were damaged/);
        flips += changes.length;
      }
      expect(flips).toBe(rounds * (passages.length + 1));
    },
  );
});

/** Changes that once ranked wrongly in silence, or cost the engine at every visit. */
describe('scales of stored vectors', () => {
  const xorByte3 = (mask: number) => (scales: Uint8Array) => void (scales[3]! ^= mask);
  test.each<[string, { readonly everyNth: number; readonly change: (scales: Uint8Array) => void }]>([
    ['of one entry, a thousandfold and more', { everyNth: 40, change: xorByte3(0x40) }],
    ['of every third entry, a few times larger or smaller', { everyNth: 3, change: xorByte3(0x04) }],
    ['of every second entry, not numbers', { everyNth: 2, change: (scales) => void scales.fill(0xff) }],
  ])('%s, change no ranking and lose no engine', { timeout: 120_000 }, async (_, { everyNth, change }) => {
    await deleteDB(VECTOR_DATABASE);
    const expected = rankingOf(await (await visit({ model: tinyLate })).rerank(query, passages));
    await expect.poll(() => entriesIn(VECTOR_DATABASE), { timeout: 10_000 }).toBe(passages.length);
    await closeAll();
    const changed = await changeScales(everyNth, change);
    expect(changed).toBe(Math.ceil(passages.length / everyNth));
    const reranker = await visit({ model: tinyLate });
    expect(rankingOf(await reranker.rerank(query, passages))).toEqual(expected);
    expect(reranker.report).toMatchObject({ losses: [], damagedEntries: changed });
  });
});

/** Returns how many entries were changed. */
async function changeScales(everyNth: number, change: (scales: Uint8Array) => void): Promise<number> {
  const database = await openDB(VECTOR_DATABASE);
  const store = database.transaction('vectors', 'readwrite').objectStore('vectors');
  const keys = (await store.getAllKeys()).filter((_, at) => at % everyNth === 0);
  for (const key of keys) {
    const entry = (await store.get(key)) as { readonly vectors: { readonly scales: ArrayBufferView<ArrayBuffer> } };
    const { buffer, byteOffset, byteLength } = entry.vectors.scales;
    change(new Uint8Array(buffer, byteOffset, byteLength));
    await store.put(entry, key);
  }
  await store.transaction.done;
  database.close();
  return keys.length;
}

describe('damaged files', () => {
  test('of a stored model change no ranking; they are loaded again', { timeout: 240_000 }, async () => {
    await caches.delete(CACHE_NAME);
    const hub = new URL('/hub/', location.href);
    const model = 'tiny/electra';
    const expected = rankingOf(await (await visit({ model, hub })).rerank(query, passages));
    for (let seed = 1; seed <= rounds; seed++) {
      await closeAll();
      const random = randomNumbers(seed);
      const cache = await caches.open(CACHE_NAME);
      for (const { url } of await cache.keys()) {
        const stored = (await cache.match(url))!;
        const bytes = new Uint8Array(await stored.arrayBuffer());
        bytes[Math.floor(random() * bytes.length)]! ^= 1 << Math.floor(random() * 8);
        const { headers } = stored;
        await cache.put(url, new Response(seed % 2 === 0 ? bytes : bytes.subarray(0, bytes.length / 2), { headers }));
      }
      const reranker = await visit({ model, hub });
      expect(rankingOf(await reranker.rerank(query, passages)), `seed ${seed}`).toEqual(expected);
      expect(reranker.report.losses).toEqual([]);
    }
  });
});
