/**
 * @file Private document search as a person uses it: drop files, ask, open, come back without a network, delete. Screenshots go to the folder
 * that `RANKSIDE_SCREENSHOTS` names, when it names one.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { demoDist } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';
import { makeDocx, makePdf, makeZip } from '../test/demo/make-files';
import { foreignRequests, launchChromium, openPage } from './launch';
import type { WatchedPage } from './launch';

let browser: Browser;
let server: Awaited<ReturnType<typeof serve>>;
let watched: WatchedPage;

beforeAll(async () => {
  await ensureBuilt({ demo: true });
  server = await serve(demoDist);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
afterEach(async () => {
  await watched.page.context().close();
});

async function openDemo(options: Parameters<typeof openPage>[1] = {}, view = 'search'): Promise<Page> {
  watched = await openPage(browser, options);
  const { page } = watched;
  page.setDefaultTimeout(40_000);
  await page.goto(`${server.url}#/${view}`);
  await ready(page);
  return page;
}

/** The collection is read, the model serves, and the page’s own files are kept. */
async function ready(page: Page): Promise<void> {
  await page.locator('#serving-short', { hasText: 'on wasm' }).waitFor();
  await page.locator('#search-state', { hasText: /passages to search/ }).waitFor({ state: 'attached' });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

async function vectorsReady(page: Page): Promise<void> {
  await page.locator('#vectors', { hasText: 'are ready' }).waitFor({ state: 'attached' });
}

async function drop(page: Page, files: Readonly<Record<string, Blob>>): Promise<void> {
  const given = await Promise.all(
    Object.entries(files).map(
      async ([name, blob]) => [name, Buffer.from(await blob.arrayBuffer()).toString('base64')] as const,
    ),
  );
  await page.evaluate((list) => {
    const transfer = new DataTransfer();
    for (const [name, base64] of list) {
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      transfer.items.add(new File([bytes], name));
    }
    for (const type of ['dragenter', 'dragover', 'drop']) {
      document.body.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }
  }, given);
}

/** Asks, and waits until the model has read and its order is on screen. */
async function ask(page: Page, query: string, first: string): Promise<void> {
  await page.getByLabel('Search your documents').fill(query);
  await page.locator('#search-state', { hasText: 'read by the model' }).waitFor();
  await expect.poll(() => page.locator('.card').first().textContent(), { timeout: 20_000 }).toContain(first);
}

async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['RANKSIDE_SCREENSHOTS'];
  if (folder === undefined || folder === '') return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

const lease = makePdf([
  [
    { text: 'Harbour lease', size: 22 },
    { text: 'The berth is let by the season, from April to October.', gap: 14 },
  ],
  [
    { text: 'Dogs on board', size: 16 },
    { text: 'Animals may live on the boat when they are kept on a lead along the', gap: 12 },
    { text: 'jetty. The harbour master may ask for a muzzle after a complaint.' },
    { text: 'Laundry is not hung from the rigging.', gap: 16 },
  ],
]);
const notes = new Blob([
  '# Engine notes\n\n## It will not start\n\nIf the diesel coughs and dies, bleed the fuel line: there is air in it.\n\n## Oil\n\nChange it each spring.\n',
]);
const letter = makeDocx([
  { text: 'Letter from the sailmaker', style: 'Heading1' },
  { text: 'Price', style: 'Heading2' },
  { text: 'A new mainsail in heavy cloth would come to 2,300, with six weeks until it is ready.' },
]);

describe('private document search', () => {
  test('drop, ask, open, come back without a network, delete everything', async () => {
    const page = await openDemo({ viewport: { width: 1280, height: 860 } });
    await drop(page, { 'lease.pdf': lease, 'engine.md': notes, 'sails.docx': await letter });
    await page.locator('#added', { hasText: '3 added.' }).waitFor({ state: 'attached' });

    await ask(page, 'may I keep a puppy on the yacht', 'lease.pdf');
    const card = page.locator('.card').first();
    expect(await card.locator('.where').textContent()).toContain('page 2');
    expect(await card.locator('.hit-sentence').count()).toBeGreaterThan(0);
    await card.getByRole('button', { name: 'Dogs on board' }).click();
    await page.locator('.sheet canvas').waitFor();
    await page.getByText('Page 2 of 2').waitFor();
    expect(await page.locator('.sheet .line').count()).toBeGreaterThan(1);
    await shoot(page, 'search-wide-light');
    await page.keyboard.press('Escape');
    await ask(page, 'motor coughs and stops', 'engine.md');
    await ask(page, 'what does the big sail cost', 'sails.docx');
    await vectorsReady(page);

    await page.context().setOffline(true);
    await page.reload();
    await ready(page);
    await vectorsReady(page);
    expect(await page.locator('#vectors').textContent()).toContain('kept from before');
    await ask(page, 'may I keep a puppy on the yacht', 'lease.pdf');
    await page.locator('.card').first().getByRole('button', { name: 'Dogs on board' }).click();
    await page.getByText('Page 2 of 2').waitFor();
    expect(await page.locator('#requests').textContent()).toMatch(/^0 requests to the network/);
    await page.context().setOffline(false);

    await page.getByRole('link', { name: 'Documents' }).click();
    expect(await page.locator('#documents-body tr').count()).toBe(33);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Delete everything' }).click();
    await page.getByText('There are no documents yet.').waitFor();
    await page.reload();
    await page.getByText('There are no documents yet.').waitFor();
    expect(foreignRequests(watched.requests, server.url)).toEqual([]);
    expect(watched.problems.filter((problem) => !problem.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([]);
  });

  test('says of each file what is wrong, replaces a changed one, and removes one', async () => {
    const page = await openDemo({}, 'documents');
    await drop(page, {
      'locked.pdf': makePdf([[{ text: 'x' }]], { encrypted: true }),
      'scan.pdf': makePdf([[]]),
      'bomb.zip': await makeZip({
        'zeros.txt': new Uint8Array(120_000_000),
        'fine.txt': 'A quiet sentence about herons.',
      }),
      'photo.jpg': new Blob([new Uint8Array(64)]),
    });
    await page.locator('#added', { hasText: '1 added, 4 could not be read.' }).waitFor();
    const problems = await page.locator('#problems').innerText();
    expect(problems).toContain('locked.pdf: Protected with a password.');
    expect(problems).toMatch(/scan\.pdf: No text inside: it looks scanned/);
    expect(problems).toMatch(/bomb\.zip\/zeros\.txt: Unpacks to more than 100 MB/);
    expect(problems).toMatch(/photo\.jpg: No text inside/);

    await drop(page, { 'plan.md': new Blob(['# Plan\n\nThe shed is painted green.']) });
    await page.locator('#added', { hasText: '1 added.' }).waitFor();
    await drop(page, { 'plan.md': new Blob(['# Plan\n\nThe shed is painted purple.']) });
    await page.locator('#added', { hasText: '1 replaced.' }).waitFor();
    await page.getByRole('link', { name: 'Search' }).click();
    await page.getByLabel('Search your documents').fill('colour of the shed');
    await expect.poll(() => page.locator('.card').first().textContent()).toContain('purple');
    expect(await page.locator('#results-list').textContent()).not.toContain('painted green');
    await page.getByRole('link', { name: 'Documents' }).click();
    await page.getByRole('button', { name: 'Remove plan.md' }).click();
    await expect.poll(() => page.locator('#documents-body').textContent()).not.toContain('plan.md');
  });

  test('keeps two tabs in step, with one download', async () => {
    const page = await openDemo();
    const second = await page.context().newPage();
    second.setDefaultTimeout(40_000);
    await second.goto(`${server.url}#/documents`);
    await ready(second);
    const weights = watched.requests.filter((url) => /weights-[^/]+\.bin$/.test(url));
    expect(new Set(weights).size).toBe(weights.length);
    await drop(page, { 'tab.txt': new Blob(['Word of the first tab.']) });
    await second.locator('#documents-body', { hasText: 'tab.txt' }).waitFor();
    await second.getByRole('button', { name: 'Remove tab.txt' }).click();
    await page.goto(`${server.url}#/documents`);
    await expect.poll(() => page.locator('#documents-body').textContent()).not.toContain('tab.txt');
    expect(watched.problems).toEqual([]);
  });

  test('judges the built-in questions: reranked is no worse than BM25, and shows it', async () => {
    const page = await openDemo({}, 'evaluate');
    await page.getByRole('button', { name: 'Evaluate' }).click();
    await page.locator('.metrics').waitFor({ timeout: 120_000 });
    const figures = await page.locator('tr[data-metric="ndcg10"] td').allTextContents();
    const [bm25 = NaN, reranked = NaN, whole = NaN] = figures.map(Number);
    expect(bm25).toBeGreaterThan(0.3);
    expect(reranked).toBeGreaterThanOrEqual(bm25);
    expect(whole).toBeGreaterThanOrEqual(reranked);
    await shoot(page, 'evaluate-wide-light');
  });

  test('goes by keyboard alone and says what has settled', async () => {
    const page = await openDemo();
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
    for (let presses = 0; presses < 12 && (await focused()) !== 'query'; presses += 1) await page.keyboard.press('Tab');
    await page.keyboard.type('my dog ate something toxic');
    await expect
      .poll(() => page.locator('#announcer').textContent(), { timeout: 30_000 })
      .toMatch(/best: .*Poisonous at the table/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('viewer-title');
    await page.locator('.in-passage').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Poisonous at the table');
  });

  test.each(['light', 'dark'] as const)('has no accessibility fault that axe finds, in %s', async (colorScheme) => {
    const page = await openDemo({ colorScheme, reducedMotion: 'reduce' });
    for (const view of ['search', 'documents', 'evaluate', 'benchmark', 'paste', 'engine']) {
      await page.goto(`${server.url}#/${view}`);
      if (view === 'search') {
        await ask(page, 'my dog ate something toxic', 'Poisonous');
        await page.locator('.open').first().click();
        await page.locator('.in-passage').waitFor();
      }
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => [view, id, nodes[0]?.html])).toEqual([]);
      await shoot(page, `${view}-wide-${colorScheme}`);
    }
    await page.setViewportSize({ width: 320, height: 700 });
    for (const view of ['search', 'documents', 'evaluate', 'benchmark', 'paste', 'engine']) {
      await page.goto(`${server.url}#/${view}`);
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(overflow, view).toBeLessThanOrEqual(0);
      await shoot(page, `${view}-narrow-${colorScheme}`);
    }
  });
});
