/** @file The service worker of docs/recipes.md: a page ranks without a network after its first visit. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { dist, root } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';
import type { createReranker } from '../src/index';
import { launchChromium, openPage } from './launch';

let folder: string;
let browser: Browser;
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'rankside-offline-'));
  await cp(join(root, 'e2e/plain-page'), folder, { recursive: true });
  await promisify(execFile)(process.execPath, [join(dist, 'cli.js'), 'copy', join(folder, 'rankside')]);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

const passages = ['A mortgage is a loan secured by a house.', 'Cats sleep for most of the day.'];

async function best(page: Page): Promise<number> {
  await page.waitForFunction(() => 'createReranker' in globalThis);
  return page.evaluate(async (texts) => {
    const { createReranker: create } = globalThis as unknown as { createReranker: typeof createReranker };
    const reranker = await create();
    const { results } = await reranker.rerank('how long do cats sleep', texts);
    await reranker.dispose();
    return results[0]!.index;
  }, passages);
}

test('a page with the service worker ranks after its server has stopped', async () => {
  const server = await serve(folder);
  const { page } = await openPage(browser);
  await page.goto(server.url);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/offline.js');
    await navigator.serviceWorker.ready;
  });
  await page.reload(); // The service worker now handles the requests.
  expect(await best(page)).toBe(1);
  await server.close();
  await page.reload();
  expect(await best(page)).toBe(1);
});
