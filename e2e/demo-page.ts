/** @file The built demo under test: served and opened for a file's tests, and what a person does in it. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import type { Browser, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { demoDist } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';
import { launchChromium, openPage } from './launch';
import type { WatchedPage } from './launch';

export type OpenOptions = NonNullable<Parameters<typeof openPage>[1]> & {
  /** Default `search`. */
  readonly view?: string;
  /** Whether the first visit brings the built-in collection. Default: it does. */
  readonly collection?: boolean;
};

export interface Demo {
  readonly url: string;
  /** Of the test that runs. */
  readonly watched: WatchedPage;
  /** A page of a new context, at once; `ready` says when it is. */
  open(options?: OpenOptions): Promise<Page>;
}

/** One browser and one server for the tests of a file, which each open a page of their own. */
export function demoUnderTest(): Demo {
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
  afterEach(() => watched.page.context().close());
  return {
    get url() {
      return server.url;
    },
    get watched() {
      return watched;
    },
    async open({ view = 'search', collection = true, ...options } = {}) {
      watched = await openPage(browser, options);
      const { page } = watched;
      page.setDefaultTimeout(40_000);
      if (!collection) await page.addInitScript(() => localStorage.setItem('rankside-demo:welcomed', 'yes'));
      await page.goto(`${server.url}#/${view}`);
      return page;
    },
  };
}

/** The library is read, the model serves, and the page’s own files are kept. */
export async function ready(page: Page): Promise<void> {
  await page.locator('#model-summary', { hasText: 'on wasm' }).waitFor();
  await page.locator('#documents-count', { hasNotText: 'Opening' }).waitFor({ state: 'attached' });
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
}

/** The same, with something to search. */
export async function readyToSearch(page: Page): Promise<void> {
  await ready(page);
  await page.locator('#search-state', { hasText: /passages? to search/ }).waitFor({ state: 'attached' });
}

export async function vectorsReady(page: Page): Promise<void> {
  await page.locator('#vectors', { hasText: 'are ready' }).waitFor({ state: 'attached' });
}

/** Drops files, and waits until the page says that they were read. */
export async function drop(page: Page, files: Readonly<Record<string, Blob>>, outcome: string): Promise<void> {
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
  await page.locator('#added', { hasText: outcome }).waitFor({ state: 'attached' });
}

/** Asks, and waits until the model has read and its order is on screen. */
export async function ask(page: Page, query: string, first: string): Promise<void> {
  await page.getByLabel('Search your documents').fill(query);
  await page.locator('#search-state', { hasText: 'read by the model' }).waitFor();
  await expect.poll(() => page.locator('.card').first().textContent(), { timeout: 20_000 }).toContain(first);
}

/** Pixels by which the page is wider than the screen. */
export function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** A screenshot into the folder that `RANKSIDE_SCREENSHOTS` names, when it names one. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env['RANKSIDE_SCREENSHOTS'];
  if (folder === undefined || folder === '') return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
