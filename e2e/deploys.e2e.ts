/**
 * @file The demo while its server deploys newer versions: page, workers and models stay of one version. A page that
 * misses a file reloads once by itself and keeps what was typed.
 */
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { drop, ready } from './demo-page';
import { serveDeploys } from './deploys-server';
import type { DeployServer } from './deploys-server';
import { launchChromium } from './launch';

let browser: Browser;
let server: DeployServer;
let context: BrowserContext;
beforeAll(async () => {
  await ensureBuilt({ demo: true });
  browser = await launchChromium();
});
afterAll(() => browser.close());
beforeEach(async () => {
  server = await serveDeploys();
});
afterEach(async () => {
  await context.close();
  await server.close();
});

const QUERY = 'my dog ate something toxic';
const isWeights = (path: string) => path.includes('weights');
const isLargeWeights = (path: string, bytes: number) => isWeights(path) && bytes > 10e6;

type OpenOptions = {
  readonly serviceWorkers: 'allow' | 'block';
  /** Whether the first visit adds the sample documents. Default false. */
  readonly collection?: boolean;
};

/** Opens the demo and counts how often its page is loaded. */
async function open({ serviceWorkers, collection = false }: OpenOptions) {
  context = await browser.newContext({ serviceWorkers });
  if (!collection) await context.addInitScript(() => localStorage.setItem('rankside-demo:welcomed', 'yes'));
  return openTab();
}

async function openTab(): Promise<{ readonly page: Page; readonly loads: () => number }> {
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  let loads = 0;
  page.on('domcontentloaded', () => loads++);
  await page.goto(server.url);
  return { page, loads: () => loads };
}

const versionOf = (page: Page) => page.locator('meta[name="rankside-version"]').getAttribute('content');
const loadedAgain = (loads: () => number, count: number) => expect.poll(loads, { timeout: 90_000 }).toBe(count);

test.each(['allow', 'block'] as const)(
  'three deploys during unfinished downloads cost one reload each, and no query or document (service workers: %s)',
  async (serviceWorkers) => {
    server.deploy(1, isWeights);
    const collection = serviceWorkers === 'block'; // the first reload then interrupts the adding of the documents
    const { page, loads } = await open({ serviceWorkers, collection });
    if (!collection) {
      await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
      await drop(page, { 'dog.txt': new Blob(['A dog that ate something toxic must see a vet.']) }, '1 added.');
    }
    await page.locator('#model-summary', { hasText: /Loading \d+ %/ }).waitFor();
    await page.locator('#query').fill(QUERY);

    server.deploy(2, isLargeWeights);
    await loadedAgain(loads, 2);
    expect(await versionOf(page)).toMatch(/-2$/);
    await page.locator('#model-summary', { hasText: 'on wasm' }).waitFor(); // the first-pass model answers

    server.deploy(3);
    await loadedAgain(loads, 3);
    expect(await versionOf(page)).toMatch(/-3$/);
    await page.locator('#documents-count', { hasText: collection ? /^30 documents/ : /^1 document/ }).waitFor({
      state: 'attached',
    });
    await page.locator('#search-state', { hasText: 'read by the model' }).waitFor();
    expect(await page.locator('#query').inputValue()).toBe(QUERY);
    expect(loads()).toBe(3);
  },
);

test('a page that a cache kept, whose scripts are gone, reloads as the newest one, and never in a loop', async () => {
  server.deploy(1);
  const first = await open({ serviceWorkers: 'block' });
  await first.page.locator('#model-summary', { hasText: 'on wasm' }).waitFor();
  server.deploy(2);
  const { page, loads } = await openTab();
  await page.locator('#model-summary', { hasText: 'on wasm' }).waitFor();
  expect([loads(), await versionOf(page)]).toEqual([2, expect.stringMatching(/-2$/)]);

  // A server that names a version which it does not serve: one more reload, then a sentence.
  server.claim('another');
  await page.evaluate(async () => caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))));
  await page.route(/weights/, (route) => route.fulfill({ status: 404 }));
  await page.reload();
  await page.locator('#engine-failure', { hasText: 'newer version of this page' }).waitFor({ state: 'attached' });
  expect(loads()).toBe(4);
});

test('an older tab goes on with its own files after another tab has brought in the newest version', async () => {
  server.deploy(1);
  const { page: older, loads } = await open({ serviceWorkers: 'allow' });
  await ready(older);
  await expect.poll(() => server.served.filter(isWeights).length).toBe(2);
  server.deploy(2);
  const { page: newer } = await openTab();
  await ready(newer);
  expect(await versionOf(newer)).toMatch(/-1$/); // its service worker has all files of version 1
  await newer.evaluate(() => void (globalThis as unknown as { reloadIfOutdated(): unknown }).reloadIfOutdated());
  await newer.locator('meta[name="rankside-version"][content$="-2"]').waitFor({ state: 'attached' });

  await drop(older, { 'page.html': new Blob(['<p>The parser of this file was not loaded before.</p>']) }, '1 added.');
  expect([loads(), await versionOf(older)]).toEqual([1, expect.stringMatching(/-1$/)]);
  expect(server.missed).toEqual([]);
});
