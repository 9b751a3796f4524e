/**
 * @file Removing a document leaves nothing of it: a planted word is looked for in every place where a page can store
 * something, as text and as bytes.
 */
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { makePdf } from '../test/demo/make-files';
import { demoUnderTest, drop, ready, vectorsReady } from './demo-page';

const demo = demoUnderTest();

/** No file of the page and no model contains it. */
const PLANTED = 'zyxomorph';
const MAIL = [
  'From: a@example.org',
  `Subject: ${PLANTED} supper`,
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=b',
  '',
  '--b',
  'Content-Type: text/plain',
  '',
  'See the list.',
  '--b',
  'Content-Type: text/plain; name=list.txt',
  'Content-Disposition: attachment; filename=list.txt',
  '',
  `One ${PLANTED}, two eggs.`,
  '--b--',
].join('\r\n');
const FILES = {
  'note.md': new Blob([`# Larder\n\nThe ${PLANTED} is kept in the cellar.`]),
  'printed.pdf': makePdf([[{ text: `A ${PLANTED} needs salt and water.` }]]),
  'supper.eml': new Blob([MAIL]),
};
const OTHER = { 'plain.txt': new Blob(['The kettle whistles at seven.']) };

/** Where the word is stored: one line for each place. */
function placesOf(page: Page, word: string): Promise<string[]> {
  return page.evaluate(async (planted) => {
    const encoder = new TextEncoder();
    const wide = new Uint8Array(Uint16Array.from(planted, (letter) => letter.charCodeAt(0)).buffer);
    const needles = [encoder.encode(planted), wide];
    const places: string[] = [];

    const holdsBytes = (bytes: Uint8Array): boolean =>
      needles.some((needle) => {
        for (let at = bytes.indexOf(needle[0]!); at >= 0; at = bytes.indexOf(needle[0]!, at + 1))
          if (needle.every((byte, offset) => bytes[at + offset] === byte)) return true;
        return false;
      });
    const holds = async (value: unknown): Promise<boolean> => {
      if (typeof value === 'string') return value.toLowerCase().includes(planted);
      if (value instanceof Blob) return holdsBytes(new Uint8Array(await value.arrayBuffer()));
      if (value instanceof ArrayBuffer) return holdsBytes(new Uint8Array(value));
      if (ArrayBuffer.isView(value))
        return holdsBytes(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      if (value instanceof Map || value instanceof Set) return holds([...value]);
      if (typeof value !== 'object' || value === null) return false;
      for (const [key, each] of Object.entries(value)) if (key.includes(planted) || (await holds(each))) return true;
      return false;
    };
    const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
      });

    for (const { name = '' } of await indexedDB.databases()) {
      const database = await resultOf(indexedDB.open(name));
      for (const store of database.objectStoreNames) {
        const objects = database.transaction(store).objectStore(store);
        const [keys, values] = [await resultOf(objects.getAllKeys()), await resultOf<unknown[]>(objects.getAll())];
        if ((await holds(keys)) || (await holds(values))) places.push(`IndexedDB ${name}/${store}`);
      }
      database.close();
    }
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const response = await cache.match(request);
        const bytes = new Uint8Array((await response?.arrayBuffer()) ?? []);
        if (request.url.includes(planted) || holdsBytes(bytes)) places.push(`CacheStorage ${request.url}`);
      }
    }
    for (const storage of [localStorage, sessionStorage])
      if (await holds(Object.entries(storage)))
        places.push(storage === localStorage ? 'localStorage' : 'sessionStorage');
    const walk = async (folder: FileSystemDirectoryHandle, path: string): Promise<void> => {
      for await (const [name, handle] of folder.entries()) {
        const place = `${path}/${name}`;
        if (handle instanceof FileSystemDirectoryHandle) await walk(handle, place);
        else if (name.includes(planted) || (await holds(await handle.getFile()))) places.push(`OPFS ${place}`);
      }
    };
    await walk(await navigator.storage.getDirectory(), '');
    return places;
  }, word);
}

const vectorsStored = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const request = indexedDB.open('rankside-vectors');
        request.onsuccess = () => {
          const database = request.result;
          if (!database.objectStoreNames.contains('vectors')) return (database.close(), resolve(0));
          const count = database.transaction('vectors').objectStore('vectors').count();
          count.onsuccess = () => (database.close(), resolve(count.result));
        };
      }),
  );

async function addAndJudge(page: Page): Promise<void> {
  await drop(page, { ...FILES, ...OTHER }, '5 added.');
  await vectorsReady(page);
  await page.getByRole('link', { name: 'Search' }).click();
  await page.getByLabel('Search your documents').fill(`where is the ${PLANTED}`);
  await page.locator('#search-state', { hasText: 'read by the model' }).waitFor();
  await page.getByRole('switch', { name: 'Judge results' }).check();
  await page.getByRole('button', { name: 'Relevant', exact: true }).first().click();
  await page.getByLabel('Search your documents').fill('');
  // The snapshot of the index is stored a while after the last change.
  await expect.poll(() => placesOf(page, PLANTED), { timeout: 20_000 }).toContain('IndexedDB rankside-demo/snapshots');
}

describe('removing', () => {
  test('leaves no byte of a planted word in any storage, nor a vector', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    await addAndJudge(page);
    const before = await placesOf(page, PLANTED);
    expect(before).toEqual(
      expect.arrayContaining(['IndexedDB rankside-demo/contents', 'IndexedDB rankside-demo/originals']),
    );
    const kept = await vectorsStored(page);
    await page.getByRole('link', { name: 'Documents' }).click();
    for (const name of Object.keys(FILES))
      await page.getByRole('button', { name: `Remove ${name}`, exact: true }).click();
    await page.locator('#documents-count', { hasText: '1 document, 1 passage.' }).waitFor();
    await expect.poll(() => placesOf(page, PLANTED)).toEqual([]);
    await vectorsReady(page);
    // The snapshot is written again, without the word; of the vectors of both models those of one passage remain.
    await page.waitForTimeout(2500);
    expect(await placesOf(page, PLANTED)).toEqual([]);
    await expect.poll(() => vectorsStored(page)).toBeLessThanOrEqual(2);
    expect(kept).toBeGreaterThan(4);
    await page.reload();
    await vectorsReady(page);
    expect(await placesOf(page, PLANTED)).toEqual([]);
  });

  test('of what a replaced document no longer says, and of everything at once, too', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    await addAndJudge(page);
    await page.getByRole('link', { name: 'Documents' }).click();
    await drop(page, { 'note.md': new Blob(['# Larder\n\nThe cellar is empty.']) }, '1 replaced.');
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('rankside-demo:judgments')))
      .not.toContain('cellar');
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Delete everything' }).click();
    await page.locator('#documents-count', { hasText: 'There are no documents yet.' }).waitFor();
    await expect.poll(() => placesOf(page, PLANTED)).toEqual([]);
    await page.waitForTimeout(2500);
    expect(await placesOf(page, PLANTED)).toEqual([]);
    expect(await vectorsStored(page)).toBe(0);
  });

  test('removes a document also while another page blocks the storage of its vectors', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    await drop(page, OTHER, '1 added.');
    await vectorsReady(page);
    const other = await page.context().newPage();
    await other.goto(`${demo.url}manifest.webmanifest`);
    await other.evaluate(holdUpgrade, 'rankside-vectors');
    await page.bringToFront();
    await page.getByRole('button', { name: 'Remove plain.txt' }).click();
    await expect
      .poll(() => page.locator('#documents-count').textContent(), { timeout: 30_000 })
      .toContain('There are no documents yet.');
  });
});

/** Begins an upgrade of the database that never ends; every other page that opens it waits. */
function holdUpgrade(name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 999);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB failed'));
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore('held');
      const again = (): void => void (store.count().onsuccess = again);
      again();
      resolve();
    };
  });
}
