/**
 * @file Another version of the library on the same origin: an earlier and a later one, in the storage and at the same
 * time. Neither changes a ranking of the other, nor what it has stored.
 */
import { afterEach, expect, test } from 'vitest';
import { deleteStoredModel, listStoredModels } from '../../src/index';
import { CACHE_NAME, VECTOR_DATABASE } from '../../src/util/storage-names';
import { createTiny, sentences } from './harness';

const passages = sentences(6);
const QUERY = 'Which engine needs oil?';
const stored = { cache: 'persistent', cores: 1 } as const;

function upgraded(version: number, upgrade: (database: IDBDatabase) => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(VECTOR_DATABASE, version);
    request.onupgradeneeded = () => upgrade(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error(String(request.error)));
  });
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(new Error(String(request.error)));
  });
}

async function rightScores(): Promise<(number | undefined)[]> {
  await using sound = await createTiny();
  return (await sound.rerank(QUERY, passages)).results.map(({ score }) => score);
}

const removed = () => settled(indexedDB.deleteDatabase(VECTOR_DATABASE));
afterEach(removed);

test('a database of a later version is left as it is; vectors are kept in memory, with a warning', async () => {
  await removed();
  const later = await upgraded(2, (database) => database.createObjectStore('of a later version'));
  const store = () => later.transaction('of a later version', 'readwrite').objectStore('of a later version');
  await settled(store().put('value', 'key'));
  await using reranker = await createTiny(stored);
  const { results } = await reranker.rerank(QUERY, passages);
  expect(results.map(({ score }) => score)).toEqual(await rightScores());
  expect(reranker.report.warnings).toEqual([expect.stringMatching(/IndexedDB cannot be used .*memory only/)]);
  expect(await settled(store().get('key'))).toBe('value');
  later.close();
});

test('a later version upgrades the database while this one uses it; both rank on', async () => {
  await removed();
  await using reranker = await createTiny(stored);
  const first = await reranker.rerank(QUERY, passages);
  const later = await upgraded(2, (database) => database.createObjectStore('of a later version'));
  const more = await reranker.rerank(QUERY, [...passages, ...sentences(9).slice(6)]);
  expect(more.results.filter(({ index }) => index < 6).map(({ score }) => score)).toEqual(
    first.results.map(({ score }) => score),
  );
  later.close();
});

test('entries of an earlier version, without a checksum and in another format, are never read', async () => {
  await removed();
  const expected = await rightScores();
  {
    await using reranker = await createTiny(stored);
    await reranker.prepare(passages);
  }
  // As an earlier version wrote them: the same texts under a namespace of its own, and no checksum.
  const database = await upgraded(1, () => undefined);
  const store = () => database.transaction('vectors', 'readwrite').objectStore('vectors');
  const keys = (await settled(store().getAllKeys())) as unknown as [string, string][];
  const values = (await settled(store().getAll())) as Record<string, unknown>[];
  expect(keys.length).toBeGreaterThanOrEqual(passages.length);
  for (const [i, [namespace, hash]] of keys.entries()) {
    const { checksum: _, ...bare } = values[i]!;
    await settled(store().put({ ...bare, scales: new Float32Array(2) }, [namespace.replace(/^[^|]*\|/, ''), hash]));
  }
  await using reranker = await createTiny(stored);
  const { results } = await reranker.rerank(QUERY, passages);
  expect(results.map(({ score }) => score)).toEqual(expected);
  expect(await settled(store().count())).toBe(2 * keys.length);
  database.close();
});

test('files and lists of another version in Cache Storage stay, and are no fault', async () => {
  const cache = await caches.open(CACHE_NAME);
  await cache.put('https://rankside.invalid/v9/model/later', new Response('{"format":9}'));
  await cache.put('https://rankside.invalid/model/later', new Response('{"format":9,"parts":[]}'));
  await using reranker = await createTiny(stored);
  expect((await reranker.rerank(QUERY, passages)).stats.complete).toBe(true);
  expect((await listStoredModels()).map(({ name }) => name)).not.toContain('later');
  expect(await deleteStoredModel('later')).toBe(0);
  expect(await cache.match('https://rankside.invalid/v9/model/later')).toBeDefined();
  await caches.delete(CACHE_NAME);
});

test('two rerankers of the origin store the same passages at the same time', async () => {
  await removed();
  const expected = await rightScores();
  await using one = await createTiny(stored);
  await using other = await createTiny(stored);
  const all = await Promise.all([one, other].flatMap((each) => [each.prepare(passages), each.prepare(passages)]));
  expect(all.every(({ total }) => total === passages.length)).toBe(true);
  for (const reranker of [one, other]) {
    const { results } = await reranker.rerank(QUERY, passages);
    expect(results.map(({ score }) => score)).toEqual(expected);
    expect(reranker.report).toMatchObject({ warnings: [], damagedEntries: 0 });
  }
});
