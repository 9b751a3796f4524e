import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCollection } from '../../src/collection/index';
import type { Collection } from '../../src/collection/index';
import type { CreateOptions, Reranker } from '../../src/index';
import { deleteStoredVectors } from '../../src/index';
import { createTiny, faultyWorkers, sentences } from '../browser/harness';

const open: { collection: Collection; reranker: Reranker }[] = [];
const NAME = 'test';

async function visit(options: CreateOptions = {}, name: string = NAME) {
  const reranker = await createTiny({ cache: 'persistent', strategy: 'exact', ...options });
  const collection = await createCollection({ reranker, name });
  open.push({ collection, reranker });
  return { collection, reranker };
}

/** Ends the worker and its memory, as a new visit does. */
async function leave(): Promise<void> {
  for (const { collection, reranker } of open.splice(0)) {
    await collection.close();
    await reranker.dispose();
  }
}

function documentsOf(texts: readonly string[]) {
  return texts.map((text, id) => ({ id, title: `Note ${id}`, text, meta: { even: id % 2 === 0 } }));
}

/** Every value of every store of a database, with typed arrays as numbers. */
function everythingIn(name: string): Promise<{ readonly count: number; readonly json: string }> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onerror = () => reject(new Error('The database cannot be opened'));
    request.onsuccess = () => {
      const database = request.result;
      const stores = [...database.objectStoreNames].filter((store) => store !== 'totals');
      if (stores.length === 0) return (database.close(), resolve({ count: 0, json: '' }));
      const transaction = database.transaction(stores);
      const all = stores.map((store) => transaction.objectStore(store).getAll());
      transaction.oncomplete = () => {
        database.close();
        const values = all.flatMap(({ result }) => result as unknown[]);
        resolve({ count: values.length, json: JSON.stringify(values) });
      };
    };
  });
}

/** Changes one stored value of a store. */
function damage(store: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('rankside-collections');
    request.onerror = () => reject(new Error('The database cannot be opened'));
    request.onsuccess = () => {
      const transaction = request.result.transaction(store, 'readwrite');
      const cursor = transaction.objectStore(store).openCursor();
      cursor.onsuccess = () => {
        const { value } = cursor.result! as { value: Record<string, unknown> };
        cursor.result!.update({ ...value, rules: 7, namespace: 'none' });
      };
      transaction.oncomplete = () => (request.result.close(), resolve());
    };
  });
}

beforeEach(async () => {
  await deleteStoredVectors();
  const deletion = indexedDB.deleteDatabase('rankside-collections');
  await new Promise((resolve) => (deletion.onsuccess = resolve));
});
afterEach(leave);

describe('createCollection() in a browser', () => {
  const documents = documentsOf(sentences(40));
  const query = 'Which engine needs oil?';

  test('has the same documents and the same order at the next visit, and encodes only what is new', async () => {
    const first = await visit();
    const seen: number[] = [];
    await first.collection.add(documents, { onProgress: ({ encoded }) => seen.push(encoded) });
    expect(seen.at(-1)).toBe(40);
    const before = await first.collection.search(query, { topN: 5 });
    expect(before.stats.modelCalls).toBe(1);
    await leave();
    const second = await visit();
    expect([second.collection.size, second.collection.passages]).toEqual([40, 40]);
    const after = await second.collection.search(query, { topN: 5 });
    expect(after.stats.modelCalls).toBe(1);
    expect(after.results).toEqual(before.results);
    const totals: number[] = [];
    const changed = [...documents.slice(0, 39), { ...documents[39]!, text: 'A new text.' }];
    const result = await second.collection.add(changed, { onProgress: ({ total }) => totals.push(total) });
    expect(result).toEqual({ added: 0, updated: 1, unchanged: 39 });
    expect(Math.max(...totals)).toBe(1);
    const filtered = await second.collection.search(query, { filter: ({ meta }) => (meta as { even: boolean }).even });
    expect(filtered.results.every(({ id }) => Number(id) % 2 === 0)).toBe(true);
  });

  test('leaves nothing of a removed document in any database', async () => {
    const { collection } = await visit();
    await collection.add([
      { id: 'x', title: 'Xylographer', text: 'The xylographer carves letters.', meta: { secret: 'quagga' } },
      { id: 'c', text: 'The cook bakes bread.' },
    ]);
    expect((await everythingIn('rankside-collections')).json).toContain('xylographer');
    expect((await everythingIn('rankside-vectors')).count).toBe(2);
    await collection.remove(['x']);
    const { json, count } = await everythingIn('rankside-collections');
    expect(json.toLowerCase()).toContain('cook');
    expect(json.toLowerCase()).not.toMatch(/xylographer|quagga/);
    expect(count).toBe(2); // the other document, and its vectors
    expect((await everythingIn('rankside-vectors')).count).toBe(1);
    await collection.clear();
    expect((await everythingIn('rankside-collections')).count).toBe(0);
    expect((await everythingIn('rankside-vectors')).count).toBe(0);
  });

  test('drops damaged values, says so, and computes vectors again', async () => {
    const first = await visit();
    await first.collection.add(documents.slice(0, 3));
    await leave();
    await damage('documents');
    await damage('vectors');
    const { collection } = await visit();
    expect(collection.warnings.join()).toMatch(/damaged/);
    expect(collection.size).toBe(2);
    await collection.add(documents.slice(0, 3));
    expect((await collection.search(query)).results).toHaveLength(3);
  });

  test('goes on in another worker when the first one ends during a search', async () => {
    const { made, make } = faultyWorkers();
    const { collection } = await visit({ worker: make, cores: 1 });
    await collection.add(documents);
    const searching = collection.search(query, { topN: 3 });
    made.at(-1).terminate();
    const { results, stats } = await searching;
    expect(made.length).toBe(2);
    expect(results).toHaveLength(3);
    expect(stats.orderedBy).toBe('model');
  });

  test('keeps two collections of one reranker apart', async () => {
    const { collection, reranker } = await visit();
    const other = await createCollection({ reranker, name: 'other' });
    await collection.add([{ id: 1, text: 'The river carries stones.' }]);
    await other.add([{ id: 1, text: 'The baker wakes early.' }]);
    expect((await collection.search('river')).results[0]!.text).toContain('river');
    expect((await other.search('river')).results[0]!.text).toContain('baker');
    await other.clear();
    expect([collection.size, other.size]).toEqual([1, 0]);
    await other.close();
  });
});
