/** @file The built demo under test: serves and opens it, and performs a person's actions in it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { demoDist } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';
import { launchChromium, openPage } from './launch';
import { startRecordingProxy } from './recording-proxy';
import type { RecordingProxy } from './recording-proxy';
import type { WatchedPage } from './launch';

export type OpenOptions = NonNullable<Parameters<typeof openPage>[1]> & {
  /** Default `search`. */
  readonly view?: string;
  /** Whether the first visit adds the built-in collection. Default true. */
  readonly collection?: boolean;
};

export interface Demo {
  readonly url: string;
  /** The page of the current test. */
  readonly watched: WatchedPage;
  /** The URLs of the requests of the current test's browser context that reached the network. */
  readonly sent: readonly string[];
  /** Opens a page in a new context without waiting until it is ready; call `ready` for that. */
  open(options?: OpenOptions): Promise<Page>;
}

/** One browser and one server for all tests of a file; each test opens its own page. */
export function demoUnderTest(): Demo {
  let browser: Browser;
  let server: Awaited<ReturnType<typeof serve>>;
  let watched: WatchedPage;
  let proxy: RecordingProxy;
  let sentBefore = 0;
  const sent = () => proxy.requests.slice(sentBefore);
  beforeAll(async () => {
    await ensureBuilt({ demo: true });
    [server, proxy] = await Promise.all([serve(demoDist, { trustedTypes: true }), startRecordingProxy()]);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    await Promise.all([server.close(), proxy.close()]);
  });
  afterEach(async () => {
    await watched.page.context().close();
    expect(sent().filter((url) => !url.startsWith(server.url))).toEqual([]);
  });
  return {
    get url() {
      return server.url;
    },
    get watched() {
      return watched;
    },
    get sent() {
      return sent();
    },
    async open({ view = 'search', collection = true, ...options } = {}) {
      sentBefore = proxy.requests.length;
      watched = await openPage(browser, { ...options, proxy: proxy.settings });
      const { page } = watched;
      page.setDefaultTimeout(40_000);
      if (!collection) await page.addInitScript(() => localStorage.setItem('rankside-demo:welcomed', 'yes'));
      await page.goto(`${server.url}#/${view}`);
      return page;
    },
  };
}

/** Waits until the library is open, the model is loaded and the service worker is active. */
export async function ready(page: Page): Promise<void> {
  await page.locator('#model-summary', { hasText: 'on wasm' }).waitFor();
  await page.locator('#documents-count', { hasNotText: 'Opening' }).waitFor({ state: 'attached' });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

/** Waits until the page is ready and there are passages to search. */
export async function readyToSearch(page: Page): Promise<void> {
  await ready(page);
  await page.locator('#search-state', { hasText: /passages? to search/ }).waitFor({ state: 'attached' });
}

/** Waits until the page counts its requests: it has loaded all that it loads by itself. */
export async function countingRequests(page: Page): Promise<void> {
  await page.locator('#requests', { hasText: 'to the network since' }).waitFor({ state: 'attached' });
}

export async function vectorsReady(page: Page): Promise<void> {
  await page.locator('#vectors', { hasText: 'are ready' }).waitFor({ state: 'attached' });
}

/** Drops files and waits until the page shows the outcome. */
export async function drop(page: Page, files: Readonly<Record<string, Blob>>, outcome: string): Promise<void> {
  const encoded = await Promise.all(
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
  }, encoded);
  await page.locator('#added', { hasText: outcome }).waitFor({ state: 'attached' });
}

/** Asks a question and waits until the order of the model is on screen. */
export async function ask(page: Page, query: string, first: string): Promise<void> {
  await page.getByLabel('Search your documents').fill(query);
  await page.locator('#search-state', { hasText: 'read by the model' }).waitFor();
  await expect.poll(() => page.locator('.card').first().textContent(), { timeout: 20_000 }).toContain(first);
}

/** By how many pixels the page is wider than the screen. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Saves a screenshot to the folder in `RANKSIDE_SCREENSHOTS`, if that is set. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['RANKSIDE_SCREENSHOTS'];
  if (folder === undefined || folder === '') return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
