import { openDB } from 'idb';
import { afterEach, describe, expect, it } from 'vitest';
import { PasswordNeededError } from '../../../src/demo/worker/parse/parser';
import { parsePdf } from '../../../src/demo/worker/parse/pdf';
import { parseWord } from '../../../src/demo/worker/parse/word';
import { addFiles } from '../../../src/demo/worker/add-files';
import { syncIndexWithStore } from '../../../src/demo/worker/sync-index';
import { type Store, deleteStore, openStore } from '../../../src/demo/worker/store';
import { createTextIndex } from '../../../src/demo/worker/text-index';
import type { AddProgress } from '../../../src/demo/shared/library-data';
import { makeDocx, makePdf, makeZip } from '../make-files';

const NAME = 'rankside-demo-test';
const context = { signal: new AbortController().signal, onProgress: () => undefined };
let store: Store | undefined;

afterEach(async () => {
  store?.close();
  store = undefined;
  await deleteStore(NAME);
});

async function openTab() {
  store ??= await openStore(NAME);
  const [mine, index] = [store, await createTextIndex()];
  const add = (
    files: Readonly<Record<string, string | Blob>>,
    signal = context.signal,
    onProgress: (progress: AddProgress) => void = () => undefined,
  ) => {
    const incoming = Object.entries(files).map(([path, text]) => ({ path, file: new Blob([text]) }));
    const locked = <T>(work: () => Promise<T>): Promise<T> => work();
    return addFiles(incoming, {
      store: mine,
      index,
      signal,
      onProgress,
      onChange: () => undefined,
      locked,
    });
  };
  const found = (query: string) => index.search(query, {}, 10).hits.map(({ text }) => text);
  return { store: mine, index, add, found };
}

describe('addFiles()', () => {
  it('adds new files, skips unchanged files, and replaces changed files', async () => {
    const tab = await openTab();
    expect(await tab.add({ 'a.txt': 'red barn' })).toEqual([{ path: 'a.txt', state: 'added' }]);
    expect(await tab.add({ 'a.txt': 'red barn' })).toEqual([{ path: 'a.txt', state: 'unchanged' }]);
    expect(await tab.add({ 'a.txt': 'blue barn' })).toEqual([
      { path: 'a.txt', state: 'replaced', gone: [expect.objectContaining({ text: 'red barn' })] },
    ]);
    expect([tab.found('red'), tab.found('barn')]).toEqual([[], ['blue barn']]);
    expect(await tab.store.records()).toHaveLength(1);
  });

  it('reports the file that is read and the number of files, also those of an archive', async () => {
    const tab = await openTab();
    const seen = new Set<string>();
    const files = { 'a.txt': 'one', 'b.zip': await makeZip({ 'c.txt': 'two', 'd.txt': 'three' }), 'e.txt': 'four' };
    await tab.add(files, context.signal, ({ done, total, path }) => seen.add(`${done + 1} of ${total}: ${path}`));
    expect([...seen]).toEqual([
      '1 of 3: a.txt',
      '2 of 3: b.zip',
      '2 of 4: b.zip/c.txt',
      '3 of 4: b.zip/d.txt',
      '4 of 4: e.txt',
    ]);
  });

  it('does not add a document again that was removed while it was read', async () => {
    const tab = await openTab();
    await tab.add({ 'a.txt': 'red barn' });
    const locked = <T>(work: () => Promise<T>): Promise<T> => (tab.index.remove('a.txt'), work());
    const setup = { ...context, store: tab.store, index: tab.index, onChange: () => undefined, locked };
    const outcomes = await addFiles([{ path: 'a.txt', file: new Blob(['blue barn']) }], setup);
    expect(outcomes).toEqual([{ path: 'a.txt', state: 'failed', reason: 'It was removed while it was read' }]);
    expect(tab.found('barn')).toEqual([]);
  });

  it('reads no more of an image than its kind until its text is asked for', async () => {
    const tab = await openTab();
    const file = new Blob([Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a), 'picture']);
    file.arrayBuffer = () => Promise.reject(new Error('It was read'));
    const locked = <T>(work: () => Promise<T>): Promise<T> => work();
    const setup = { ...context, store: tab.store, index: tab.index, onChange: () => undefined, locked };
    const [outcome] = await addFiles([{ path: 'a.png', file }], setup);
    expect(outcome).toMatchObject({ state: 'failed', pictures: { file: { path: 'a.png' } } });
    expect(outcome).toMatchObject({ reason: expect.stringContaining('It is an image') as string });
  });

  it('continues after a file that cannot be read, and adds nothing once aborted', async () => {
    const tab = await openTab();
    const outcomes = await tab.add({ 'a.pdf': 'no pdf', 'b.txt': 'fine' });
    expect(outcomes.map(({ state }) => state)).toEqual(['failed', 'added']);
    expect(await tab.add({ 'c.txt': 'late' }, AbortSignal.abort())).toEqual([]);
    expect(await tab.store.records()).toHaveLength(1);
  });
});

describe('Store.remove()', () => {
  it('leaves no word of the document in any store', async () => {
    const tab = await openTab();
    await tab.add({ 'xylographer.txt': 'The xylographer carves.', 'b.txt': 'The cook bakes.' });
    await tab.store.putSnapshot(tab.index.snapshot());
    await tab.store.remove(['xylographer.txt']);
    tab.index.remove('xylographer.txt');
    expect(await tab.store.snapshot()).toBeUndefined();
    await tab.store.putSnapshot(tab.index.snapshot());
    const database = await openDB(NAME);
    const stored = await Promise.all([...database.objectStoreNames].map((name) => database.getAll(name)));
    database.close();
    const all = JSON.stringify(stored, (_, value: unknown) => (value instanceof Map ? [...value] : value));
    expect(all).toContain('cook');
    expect(all).not.toContain('xylographer');
  });
});

describe('syncIndex()', () => {
  it('updates the index of a second tab with new, changed and removed documents', async () => {
    const [first, second] = [await openTab(), await openTab()];
    await first.add({ 'a.txt': 'red barn', 'b.txt': 'old mill' });
    expect(await syncIndexWithStore(second.store, second.index)).toBe(true);
    expect(second.found('barn')).toEqual(['red barn']);
    await first.add({ 'a.txt': 'blue barn' });
    await first.store.remove(['b.txt']);
    expect(await syncIndexWithStore(second.store, second.index)).toBe(true);
    expect([second.found('barn'), second.found('mill')]).toEqual([['blue barn'], []]);
    expect(await syncIndexWithStore(second.store, second.index)).toBe(false);
  });
});

describe('parsePdf()', () => {
  it('finds headings by size and paragraphs by gap, removes hyphens, and returns pages and boxes', async () => {
    const file = makePdf([
      [
        { text: 'Title', size: 22 },
        { text: 'The first para-', gap: 14 },
        { text: 'graph goes on.' },
        { text: 'A second one.', gap: 20 },
      ],
      [{ text: 'On the next page.' }],
    ]);
    const { blocks, pages } = await parsePdf(file, context);
    expect(pages).toBe(2);
    expect(blocks.map(({ kind, text, page }) => [kind, text, page])).toEqual([
      ['heading', 'Title', 1],
      ['text', 'The first paragraph goes on.', 1],
      ['text', 'A second one.', 1],
      ['text', 'On the next page.', 2],
    ]);
    const [line] = blocks[1]?.lines ?? [];
    expect(line?.box[0]).toBeCloseTo(60, 0);
    expect(line?.box[3]).toBeCloseTo(11, 0);
  });

  it('reads the values of forms and notes, also without printed text', async () => {
    const box = '/Type /Annot /Rect [60 600 200 620]';
    const annotations = [
      `<< ${box} /Subtype /Widget /FT /Tx /T (harbour) /TU (Home port) /V (Stonehaven) >>`,
      `<< ${box} /Subtype /Text /Contents (Ask the mate first.) >>`,
    ];
    const { blocks } = await parsePdf(makePdf([[]], { annotations }), context);
    expect(blocks.map(({ text }) => text).toSorted()).toEqual(['Home port: Stonehaven', 'Note: Ask the mate first.']);
  });

  it('takes headings from the bookmarks', async () => {
    const file = makePdf([[{ text: 'Safety' }, { text: 'Wear a vest.' }]], { bookmarks: ['Safety'] });
    const { blocks } = await parsePdf(file, context);
    expect(blocks.map(({ kind, level, text }) => [kind, level, text])).toEqual([
      ['heading', 1, 'Safety'],
      ['text', undefined, 'Wear a vest.'],
    ]);
  });

  it.each([
    ['scanned', makePdf([[]]), 'looks like a scan'],
    ['damaged', new Blob(['%PDF-1.4 nothing']), 'The PDF file is damaged'],
  ])('reports that a file is %s', async (_, file, message) => {
    await expect(parsePdf(file, context)).rejects.toThrow(message);
  });
});

describe('parsePdf() of a file with a password', () => {
  const locked = makePdf([[{ text: 'The mast is of oak.' }], [{ text: 'The keel is of iron.' }]], {
    password: 'gangway',
  });

  it.each([
    ['asks for the password', {}, 'It is protected with a password'],
    ['refuses another one', { password: 'gangplank' }, 'This is not its password'],
  ])('%s', async (_, secret, message) => {
    const refused = parsePdf(locked, { ...context, ...secret });
    await expect(refused).rejects.toThrow(PasswordNeededError);
    await expect(refused).rejects.toThrow(message);
  });

  it('reads the text with it', async () => {
    const { blocks } = await parsePdf(locked, { ...context, password: 'gangway' });
    expect(blocks.map(({ text, page }) => [text, page])).toEqual([
      ['The mast is of oak.', 1],
      ['The keel is of iron.', 2],
    ]);
  });
});

describe('parseWord()', () => {
  it('reads headings from styles', async () => {
    const file = await makeDocx([{ text: 'Top', style: 'Heading1' }, { text: 'Some words.' }]);
    expect((await parseWord(file, context)).blocks).toEqual([
      { kind: 'heading', text: 'Top', level: 1 },
      { kind: 'text', text: 'Some words.' },
    ]);
  });

  it('reports that a file is damaged', async () => {
    await expect(parseWord(new Blob(['PK nothing']), context)).rejects.toThrow('damaged');
  });
});
