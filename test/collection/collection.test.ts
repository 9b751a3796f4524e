import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCollection } from '../../src/collection/index';
import type { Collection } from '../../src/collection/index';
import { DocumentStorage } from '../../src/host/collections/document-storage';
import { createFakeReranker } from '../../src/test/index';

type Meta = { readonly kind: string };
const open: { close(): Promise<void> }[] = [];

const documents = [
  { id: 1, title: 'Tides', text: 'The moon pulls the oceans twice a day.', meta: { kind: 'science' } },
  { id: '1', title: 'Bread', text: 'A baker kneads flour, water and salt.', meta: { kind: 'food' } },
  { id: 'moon', text: 'Nobody has walked on the moon for decades.', meta: { kind: 'history' } },
];

async function create(options: Parameters<typeof createFakeReranker>[0] = {}): Promise<Collection<Meta>> {
  const reranker = await createFakeReranker(options);
  const collection = await createCollection<Meta>({ reranker });
  open.push({ close: async () => (await collection.close(), reranker.dispose()) });
  return collection;
}

afterEach(async () => {
  vi.restoreAllMocks();
  for (const each of open.splice(0)) await each.close();
});

describe('createCollection()', () => {
  it('adds documents, says what changed, and encodes an unchanged document no second time', async () => {
    let rows = 0;
    const collection = await create({
      beforeRow: () => {
        rows++;
      },
    });
    expect(await collection.add(documents)).toEqual({ added: 3, updated: 0, unchanged: 0 });
    const encoded = rows;
    expect(await collection.add(documents)).toEqual({ added: 0, updated: 0, unchanged: 3 });
    expect(await collection.add([{ ...documents[0]!, meta: { kind: 'sea' } }])).toMatchObject({ updated: 1 });
    expect(rows).toBe(encoded);
    expect(await collection.update([{ id: 1, text: 'The sun pulls too.' }])).toMatchObject({ updated: 1 });
    expect(rows).toBe(encoded + 1);
    expect([collection.size, collection.passages]).toEqual([3, 3]);
    expect([collection.has(1), collection.has('2')]).toEqual([true, false]);
  });

  it('keeps the ids 1 and "1" apart, and returns title, metadata, passage and sentence', async () => {
    const collection = await create();
    await collection.add(documents);
    const { results, stats } = await collection.search('baker kneads flour');
    expect(results[0]).toMatchObject({ rank: 1, id: '1', title: 'Bread', meta: { kind: 'food' }, passageIndex: 0 });
    expect(results[0]!.text).toBe(documents[1]!.text);
    expect(results[0]!.score).toBeGreaterThan(0);
    const { start, end } = results[0]!.sentence!;
    expect(results[0]!.text.slice(start, end)).toContain('baker');
    expect(stats).toMatchObject({ orderedBy: 'model', matching: 1, warnings: [] });
  });

  it('filters by a predicate over metadata, and by ids', async () => {
    const collection = await create();
    await collection.add(documents);
    const idsOf = async (filter: Parameters<typeof collection.search>[1]) =>
      (await collection.search('moon', filter)).results.map(({ id }) => id);
    expect((await idsOf({})).slice(0, 2).sort()).toEqual([1, 'moon']);
    expect(await idsOf({ filter: ({ meta }) => meta?.kind === 'history' })).toEqual(['moon']);
    expect(await idsOf({ filter: [1] })).toEqual([1]);
    expect(await idsOf({ filter: [] })).toEqual([]);
    expect(await idsOf({ topN: 1 })).toHaveLength(1);
  });

  it('finds nothing of a document that was removed, and has all others', async () => {
    const collection = await create();
    await collection.add(documents);
    expect(await collection.remove(['moon', 'unknown'])).toBe(1);
    const { results } = await collection.search('moon');
    expect(results.map(({ id }) => id)).not.toContain('moon');
    expect([collection.size, collection.passages, collection.has('moon')]).toEqual([2, 2, false]);
    await collection.clear();
    expect((await collection.search('moon')).results).toEqual([]);
    await collection.add([documents[2]!]);
    expect((await collection.search('moon')).results.map(({ id }) => id)).toEqual(['moon']);
  });

  it('cuts a long document into passages and returns its best one, or all of them', async () => {
    const collection = await create();
    const filler = (word: string) => `This sentence says something about ${word} and then it ends. `.repeat(40);
    await collection.add([{ id: 'long', text: `${filler('apples')}${filler('pears')}${filler('quinces')}` }]);
    expect(collection.passages).toBeGreaterThan(5);
    const { results } = await collection.search('quinces');
    expect(results).toHaveLength(1);
    expect(results[0]!.text).toContain('quinces');
    const all = await collection.search('quinces', { unit: 'passage', topN: 50 });
    expect(all.results.length).toBeGreaterThan(1);
    const long = `${filler('apples')}${filler('pears')}${filler('quinces')}`;
    for (const { start, end, text } of all.results) expect(long.slice(start, end)).toBe(text);
  });

  it('streams the order by words before the settled one', async () => {
    const collection = await create();
    await collection.add(documents);
    const events = [];
    for await (const event of collection.stream('moon')) events.push(event);
    expect(events.map(({ kind, stats }) => [kind, stats.orderedBy])).toEqual([
      ['words', 'words'],
      ['done', 'model'],
    ]);
    expect(events[0]!.results[0]!.score).toBeUndefined();
  });

  it('finds nothing for a query without text, and uses words for one that is too long', async () => {
    const collection = await create({ queryLimit: 4 });
    await collection.add(documents);
    expect((await collection.search(' ')).results).toEqual([]);
    const { results, stats } = await collection.search('who was it that walked on the moon');
    expect(results[0]!.id).toBe('moon');
    expect(stats.orderedBy).toBe('words');
    expect(stats.warnings.join()).toMatch(/order is by words/);
  });

  it('adds its documents again to a worker that starts after an idle time', async () => {
    const collection = await create({
      idleMs: 1,
      threshold: { score: 0.5, falseNegativeRate: 0.1, fittedOn: 'nothing' },
    });
    await collection.add(documents);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect((await collection.search('moon')).results.map(({ id }) => id)).toContain('moon');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await collection.remove(['moon'])).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const { results } = await collection.search('moon', { minScore: 'auto' });
    expect(results.map(({ id }) => id)).toEqual([1]);
  });

  it('rejects mistakes of the caller, and names them', async () => {
    const collection = await create();
    const add = (given: unknown) => collection.add(given as never);
    await expect(add('text')).rejects.toThrow('Expected `documents` to be an array, got `text`');
    await expect(add([{ text: 'no id' }])).rejects.toThrow('`documents[0].id` to be a string or a number');
    await expect(add([{ id: 1 }])).rejects.toThrow('`documents[0].text` to be a string, got `undefined`');
    await expect(add([{ id: 1, text: 'a', meta: 1n }])).rejects.toThrow('`documents[0].meta` to be data that JSON');
    await expect(collection.update([{ id: 'none' }])).rejects.toThrow(RangeError);
    await expect(collection.search(5 as never)).rejects.toThrow('Expected `query` to be a string');
    await expect(collection.search('a', { topN: 0 })).rejects.toThrow(RangeError);
    await expect(collection.search('a', { filter: 'moon' })).rejects.toThrow('a function or an iterable of ids');
    await expect(createCollection({ reranker: {} as never })).rejects.toThrow('`reranker` to be made by');
    await expect(createCollection({ name: '' })).rejects.toThrow('`name`');
    await expect(createCollection({ create: 5 as never })).rejects.toThrow('`create` to be an object, got `5`');
    const both = { reranker: collection, create: {} } as never;
    await expect(createCollection(both)).rejects.toThrow('`reranker` or `create`, got both');
    await expect(createCollection({ model: 'fast' } as never)).rejects.toThrow('{ create: { model: … } }');
    await expect(createCollection({ create: { model: 5 as never } })).rejects.toThrow(
      'Expected `model` to be a string',
    );
  });

  it('stops the encoding on abort, keeps the documents, and encodes them later', async () => {
    const collection = await create();
    const controller = new AbortController();
    const added = collection.add(documents, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(added).rejects.toThrow(/abort/i);
    expect(collection.size).toBe(3);
    expect((await collection.search('moon')).results).not.toEqual([]);
    const seen: number[] = [];
    await collection.add([], { onProgress: ({ encoded }) => seen.push(encoded) });
    expect(seen.at(-1)).toBe(3);
  });

  it('says that documents are in memory only when a write fails, and keeps them for the next worker', async () => {
    const storage = {
      readAll: () => Promise.resolve({ documents: [], damaged: 0 }),
      putDocuments: () => Promise.reject(new Error('quota exceeded')),
      close: () => undefined,
    };
    vi.spyOn(DocumentStorage, 'open').mockResolvedValue(storage as unknown as DocumentStorage);
    const reranker = await createFakeReranker({ idleMs: 1 });
    const collection = await createCollection({ reranker, name: 'full' });
    open.push({ close: async () => (await collection.close(), reranker.dispose()) });
    expect(collection.warnings).toEqual([]);
    await collection.add(documents);
    expect(collection.warnings.join()).toMatch(/quota exceeded.*kept in memory only/);
    await new Promise((resolve) => setTimeout(resolve, 50)); // the idle worker ends
    expect((await collection.search('moon')).results.map(({ id }) => id)).toContain('moon');
  });

  it('stays open for one client of a name when another closes it', async () => {
    const reranker = await createFakeReranker();
    const [first, second] = [
      await createCollection({ reranker, name: 'shared' }),
      await createCollection({ reranker, name: 'shared' }),
    ];
    open.push({ close: async () => (await second.close(), reranker.dispose()) });
    await first.close();
    await second.add(documents);
    expect((await second.search('moon')).results).not.toEqual([]);
  });

  it('rejects calls after it was closed', async () => {
    const collection = await create();
    await collection.close();
    await expect(collection.search('moon')).rejects.toThrow('closed');
  });
});
