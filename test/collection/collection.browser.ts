import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createCollection } from '../../src/collection/index';
import type { Collection } from '../../src/collection/index';
import type { CreateOptions, Reranker } from '../../src/index';
import { deleteStoredVectors } from '../../src/index';
import { createTiny, faultyWorkers, sentences, tinyOptions } from '../browser/harness';

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

  test('makes a reranker of its own with the options in `create`', async () => {
    const collection = await createCollection({ create: tinyOptions, name: NAME });
    await collection.add([{ id: 1, text: 'The river carries stones.' }]);
    expect((await collection.search('river')).stats.orderedBy).toBe('model');
    await collection.close();
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

  test('deletes the vectors of a text that was replaced, from memory and from storage', async () => {
    const { collection } = await visit();
    await collection.add([{ id: 'x', text: 'The xylographer carves letters.' }]);
    await collection.update([{ id: 'x', text: 'The cook bakes bread.' }]);
    await collection.add([{ id: 'x', text: 'The river carries stones.' }]);
    expect((await everythingIn('rankside-vectors')).count).toBe(1);
    expect((await everythingIn('rankside-collections')).json).not.toMatch(/xylographer|cook/);
  });

  test('keeps the vectors of a replaced text that another document has', async () => {
    const { collection } = await visit();
    const text = 'The xylographer carves letters.';
    await collection.add([1, 2].map((id) => ({ id, text })));
    await collection.update([{ id: 1, text: 'The cook bakes bread.' }]);
    expect((await everythingIn('rankside-vectors')).count).toBe(2);
    expect((await collection.search('xylographer')).results[0]!.id).toBe(2);
  });
});

describe.each([
  ['one reranker', true],
  ['two rerankers', false],
])('two handles of a collection on a page, of %s', (_, isShared) => {
  async function openTwo() {
    const first = await visit();
    const reranker = isShared ? first.reranker : (await visit({}, 'unused')).reranker;
    const second = await createCollection({ reranker, name: NAME });
    open.push({ collection: second, reranker });
    return [first.collection, second] as const;
  }

  test('see what the other one adds and removes', async () => {
    const [a, b] = await openTwo();
    await a.add([{ id: 1, title: 'River', text: 'The river carries stones.' }]);
    await expect.poll(() => [b.size, b.has(1)]).toEqual([1, true]);
    await expect.poll(async () => (await b.search('what moves stones')).results[0]?.title).toBe('River');
    await b.add([{ id: 2, text: 'The baker wakes early.' }]);
    await b.remove([1]);
    await expect.poll(() => a.ids()).toEqual([2]);
    expect((await a.search('river stones')).results.map(({ id }) => id)).toEqual([2]);
    await b.clear();
    await expect.poll(() => a.size).toBe(0);
  });

  test('lose no field that the other one has changed, without waiting for word of it', async () => {
    const [a, b] = await openTwo();
    await a.add([{ id: 1, title: 'River', text: 'The river carries stones.' }]);
    await b.update([{ id: 1, title: 'Stream' }]);
    await a.update([{ id: 1, text: 'The stream carries sand.' }]);
    await b.update([{ id: 1, meta: { tag: 'water' } }]);
    await leave();
    const { collection } = await visit();
    const { results } = await collection.search('stream sand');
    expect(results).toMatchObject([
      { id: 1, title: 'Stream', text: 'The stream carries sand.', meta: { tag: 'water' } },
    ]);
  });
});
