/**
 * @file Watched folders. A folder of the origin’s own file system (OPFS) stands for the one that a reader picks: its
 * handle is of the same class, can be stored, and needs no dialog.
 */
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { demoUnderTest, ready } from './demo-page';

const demo = demoUnderTest();

/** The dialog gives the folder `log`. With `asks`, the browser asks for permission once after each load of the page. */
async function openWith({ asks = false } = {}): Promise<Page> {
  const page = await demo.open({ view: 'documents', collection: false });
  await page.addInitScript((asksAgain) => {
    const root = (): Promise<FileSystemDirectoryHandle> => navigator.storage.getDirectory();
    const showDirectoryPicker = async () => (await root()).getDirectoryHandle('log', { create: true });
    Object.assign(window, { showDirectoryPicker });
    if (!asksAgain) return;
    let state = 'prompt';
    Object.assign(FileSystemHandle.prototype, {
      queryPermission: () => Promise.resolve(state),
      requestPermission: () => Promise.resolve((state = 'granted')),
    });
  }, asks);
  await page.reload();
  await ready(page);
  return page;
}

/** Writes files of the folder, and removes those without a text. */
async function change(page: Page, files: Readonly<Record<string, string | undefined>>): Promise<void> {
  await page.evaluate(async (all) => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('log', { create: true });
    for (const [name, text] of all) {
      if (text === undefined) await folder.removeEntry(name);
      else {
        const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
        await writable.write(text);
        await writable.close();
      }
    }
  }, Object.entries(files));
}

const names = (page: Page): Promise<string[]> => page.locator('#documents-body th').allTextContents();
/** Waits for the names of all documents, also on a busy machine. */
const expectNames = (page: Page, expected: readonly string[]): Promise<void> =>
  expect.poll(() => names(page), { timeout: 20_000 }).toEqual(expected);
const passagesOf = async (page: Page, query: string): Promise<string[]> => {
  await page.getByRole('link', { name: 'Search' }).click();
  await page.getByLabel('Search your documents').fill(query);
  await page.locator('#search-state', { hasText: /passage|fits|answers/ }).waitFor();
  await page.locator('.card').first().waitFor();
  const found = await page.locator('.card .passage, .card p').allTextContents();
  await page.getByRole('link', { name: 'Documents' }).click();
  return found;
};

describe('a watched folder', () => {
  test('is read again when the page is opened or comes to the front', async () => {
    const page = await openWith();
    await change(page, { 'tide.txt': 'The tide turns at noon.', 'mate.txt': 'Ada is the mate.' });
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await page.locator('#folders-list', { hasText: '2 files read.' }).waitFor();
    await expectNames(page, ['log/mate.txt', 'log/tide.txt']);

    await change(page, {
      'tide.txt': 'The tide turns at midnight.',
      'rope.txt': 'Rope is dry.',
      'mate.txt': undefined,
    });
    await page.reload();
    await ready(page);
    await page.locator('#folders-list', { hasText: '2 files read, 1 document removed.' }).waitFor();
    await expectNames(page, ['log/rope.txt', 'log/tide.txt']);
    expect((await passagesOf(page, 'tide')).join()).toContain('midnight');

    await change(page, { 'sail.txt': 'The sail is torn.' });
    // The page looks at most every two seconds.
    await expect
      .poll(
        async () => {
          await page.evaluate(() => dispatchEvent(new Event('focus')));
          return names(page);
        },
        { timeout: 20_000 },
      )
      .toEqual(['log/rope.txt', 'log/sail.txt', 'log/tide.txt']);
  });

  test('leaves a document that the reader removed, and stays when it is chosen twice', async () => {
    const page = await openWith();
    await change(page, { 'a.txt': 'One.', 'b.txt': 'Two.' });
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await page.locator('#folders-list', { hasText: '2 files read.' }).waitFor();
    await page.getByRole('button', { name: 'Remove log/a.txt' }).click();
    await expectNames(page, ['log/b.txt']);
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await page.locator('#folders-list', { hasText: 'Nothing has changed.' }).waitFor();
    expect(await page.locator('#folders-list li').count()).toBe(1);
    expect(await names(page)).toEqual(['log/b.txt']);
    await page.getByRole('button', { name: 'Stop watching log' }).click();
    await expect.poll(() => page.locator('#folders').isVisible()).toBe(false);
    expect(await names(page)).toEqual(['log/b.txt']);
  });

  test('keeps files apart whose names differ only in their white space', async () => {
    const page = await openWith();
    await change(page, { 'high water.txt': 'One.', 'high  water.txt': 'Two, which is longer.' });
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await page.locator('#folders-list', { hasText: '2 files read.' }).waitFor();
    await page.getByRole('button', { name: 'Read log again' }).click();
    await page.locator('#folders-list', { hasText: 'Nothing has changed.' }).waitFor();
    await change(page, { 'high water.txt': undefined });
    await page.getByRole('button', { name: 'Read log again' }).click();
    await expectNames(page, ['log/high  water.txt']);
  });

  test('is read after a click where the browser asks for permission again', async () => {
    const page = await openWith({ asks: true });
    await change(page, { 'a.txt': 'One.' });
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await page.locator('#folders-list', { hasText: 'asks again' }).waitFor();
    await page.getByRole('button', { name: 'Read log again' }).click();
    await page.locator('#folders-list', { hasText: '1 file read.' }).waitFor();
    await change(page, { 'b.txt': 'Two.' });
    await page.reload();
    await page.locator('#folders-list', { hasText: 'asks again' }).waitFor();
    await expectNames(page, ['log/a.txt']);
    await page.getByRole('button', { name: 'Read log again' }).click();
    await expectNames(page, ['log/a.txt', 'log/b.txt']);
  });

  test('is forgotten with everything, and its documents stay when it is not found', async () => {
    const page = await openWith();
    await change(page, { 'a.txt': 'One.' });
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await page.locator('#folders-list', { hasText: '1 file read.' }).waitFor();
    await expectNames(page, ['log/a.txt']);
    await page.evaluate(async () => {
      await (await navigator.storage.getDirectory()).removeEntry('log', { recursive: true });
    });
    await page.getByRole('button', { name: 'Read log again' }).click();
    await page.locator('#folders-list', { hasText: 'It was not found; its documents stay.' }).waitFor();
    expect(await names(page)).toEqual(['log/a.txt']);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Delete everything' }).click();
    await page.getByText('There are no documents yet.').waitFor();
    await expect.poll(() => page.locator('#folders').isVisible()).toBe(false);
  });
});

test('a browser without folder handles says that a folder is read once', async () => {
  const page = await demo.open({ view: 'documents', collection: false });
  expect(await page.locator('#folder-note').textContent()).toContain('stays known');
  await page.addInitScript(() => Reflect.deleteProperty(window, 'showDirectoryPicker'));
  await page.reload();
  await page.locator('#folder-note', { hasText: 'This browser reads a folder once.' }).waitFor();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a folder' }).click();
  expect((await chooser).isMultiple()).toBe(true);
});
