/**
 * @file Adding folders in three ways, unreadable files and changed files to the demo; filters of a search; settings.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright';
import { afterEach, describe, expect, test } from 'vitest';
import { makePdf, makeZip } from '../test/demo/make-files';
import { demoUnderTest, drop, ready } from './demo-page';

const demo = demoUnderTest();
const made: string[] = [];
afterEach(() => Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

const FOLDER = {
  'plan.md': '# Plan\n\nThe shed is painted green.',
  'garden/beds.txt': 'Beans climb along the southern fence.',
  'garden/.hidden.txt': 'Nobody should see this.',
  'node_modules/library/readme.md': '# A library that nobody wrote here',
};

/** A folder `notes` on disk. */
async function notesFolder(): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'rankside-inputs-'));
  made.push(parent);
  for (const [path, text] of Object.entries(FOLDER)) {
    const place = join(parent, 'notes', path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, text);
  }
  return join(parent, 'notes');
}

const names = (page: Page) => page.locator('#documents-body th').allTextContents();
const cards = (page: Page) => page.locator('.card .kind').allTextContents();

async function search(page: Page, query: string): Promise<void> {
  await page.getByRole('link', { name: 'Search' }).click();
  await page.getByLabel('Search your documents').fill(query);
}

describe('adding', () => {
  test('adds a dropped folder with its subfolders, without hidden files', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    const session = await page.context().newCDPSession(page);
    const data = { items: [], files: [await notesFolder()], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, x: 300, y: 300, data });
    }
    await page.locator('#added', { hasText: '2 added.' }).waitFor();
    await expect.poll(() => names(page)).toEqual(['notes/garden/beds.txt', 'notes/plan.md']);
  });

  test('adds a folder from the directory picker', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    // A test cannot operate the browser's picker, so it is replaced; the handle that it returns is real.
    await page.evaluate(async (files) => {
      const root = await navigator.storage.getDirectory();
      for (const [path, text] of Object.entries(files)) {
        const parts = path.split('/');
        const name = parts.pop() ?? '';
        let folder = await root.getDirectoryHandle('notes', { create: true });
        for (const part of parts) folder = await folder.getDirectoryHandle(part, { create: true });
        const writable = await (await folder.getFileHandle(name, { create: true })).createWritable();
        await writable.write(text);
        await writable.close();
      }
      Object.assign(window, { showDirectoryPicker: () => root.getDirectoryHandle('notes') });
    }, FOLDER);
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await page.locator('#added', { hasText: '2 added.' }).waitFor();
    await expect.poll(() => names(page)).toEqual(['notes/garden/beds.txt', 'notes/plan.md']);
  });

  test('adds a folder from the file dialog in a browser without the directory picker', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    await page.evaluate(() => Reflect.deleteProperty(window, 'showDirectoryPicker'));
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Choose a folder' }).click();
    await (await chooser).setFiles(await notesFolder());
    await page.locator('#added', { hasText: '2 added.' }).waitFor();
    await expect.poll(() => names(page)).toEqual(['notes/garden/beds.txt', 'notes/plan.md']);
  });

  test('reports for each unreadable file what is wrong', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    const files = {
      'locked.pdf': makePdf([[{ text: 'x' }]], { password: 'gangway' }),
      'scan.pdf': makePdf([[]]),
      'bomb.zip': await makeZip({
        'zeros.txt': new Uint8Array(120_000_000),
        'fine.txt': 'A quiet sentence about herons.',
      }),
      'photo.jpg': new Blob([new Uint8Array(64)]),
    };
    await drop(page, files, '1 added, 4 could not be read.');
    const problems = await page.locator('#problems').innerText();
    expect(problems).toContain('locked.pdf: It is protected with a password.');
    expect(problems).toMatch(/scan\.pdf: It contains no text and looks like a scan/);
    expect(problems).toMatch(/bomb\.zip\/zeros\.txt: It unpacks to more than 100 MB/);
    expect(problems).toMatch(/photo\.jpg: It contains no text/);
  });

  test('replaces a changed file of the same name, skips an unchanged one, and removes one', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    const plan = (colour: string) => ({ 'plan.md': new Blob([`# Plan\n\nThe shed is painted ${colour}.`]) });
    await drop(page, plan('green'), '1 added.');
    await drop(page, plan('purple'), '1 replaced.');
    await drop(page, plan('purple'), '1 unchanged.');
    await search(page, 'colour of the shed');
    await expect.poll(() => page.locator('#results-list').textContent()).toContain('purple');
    expect(await page.locator('#results-list').textContent()).not.toContain('painted green');
    await page.getByRole('link', { name: 'Documents' }).click();
    await page.getByRole('button', { name: 'Remove plan.md' }).click();
    await page.getByText('There are no documents yet.').waitFor();
  });

  test('shows the title, the place and the text of the file that replaced another during a search', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    const menu = (headings: string, soup: string) => ({ 'menu.md': new Blob([`${headings}\n\nSoup of ${soup}.`]) });
    await drop(page, menu('# Week\n\n## Tuesday', 'leeks'), '1 added.');
    await search(page, 'soup');
    const card = page.locator('.card').first();
    await card.locator('.excerpt', { hasText: 'leeks' }).waitFor();
    expect(await card.locator('.open').textContent()).toBe('Tuesday');
    expect(await card.locator('.where').textContent()).toBe('menu.md · Week');
    await drop(page, menu('# Monday', 'beans'), '1 replaced.');
    await card.locator('.excerpt', { hasText: 'beans' }).waitFor();
    expect(await card.locator('.open').textContent()).toBe('Monday');
    expect(await card.locator('.where').textContent()).toBe('menu.md');
  });
});

describe('filtering', () => {
  test('shows only the chosen kinds or the chosen document, and all passages again', async () => {
    const page = await demo.open({ collection: false });
    await ready(page);
    const files = {
      'boat.md': new Blob(['# Boat\n\nThe anchor holds in mud.']),
      'dive.md': new Blob(['# Dive\n\nDrop the anchor upwind of the reef.']),
      'anchor.py': new Blob(['def anchor(depth):\n    return depth * 5\n']),
    };
    await drop(page, files, '3 added.');
    await search(page, 'anchor');
    await expect.poll(async () => (await cards(page)).sort()).toEqual(['anchor.py', 'boat.md', 'dive.md']);
    await page.getByRole('button', { name: 'Code 1' }).click();
    await expect.poll(() => cards(page)).toEqual(['anchor.py']);
    await page.getByRole('button', { name: 'Code 1' }).click();
    await page.getByLabel('Document', { exact: true }).selectOption('dive.md');
    await expect.poll(() => cards(page)).toEqual(['dive.md']);
    await page.getByLabel('Document', { exact: true }).selectOption('All documents');
    await expect.poll(async () => (await cards(page)).length).toBe(3);
  });
});

describe('settings', () => {
  test('load the model again, and are stored', async () => {
    const page = await demo.open({ view: 'engine', collection: false });
    await page.locator('#model-summary', { hasText: 'base on wasm' }).waitFor();
    await page.locator('select[name="model"]').selectOption('fast');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.locator('#model-summary', { hasText: 'fast on wasm' }).waitFor();
    await page.reload();
    await page.locator('#model-summary', { hasText: 'fast on wasm' }).waitFor();
    await page.getByRole('button', { name: 'Restore defaults' }).click();
    await page.locator('#model-summary', { hasText: 'base on wasm' }).waitFor();
  });
});
