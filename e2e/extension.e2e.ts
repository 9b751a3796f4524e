/** @file The browser extension in Chromium, switched on as a person does, over result pages of a local server. */
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright';
import type { BrowserContext, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { buildExtension } from '../scripts/extension.mjs';
import { extensionDist } from '../scripts/paths.mjs';
import { shoot } from './demo-page';
import { startRecordingProxy } from './recording-proxy';
import type { RecordingProxy } from './recording-proxy';

let folder: string;
let context: BrowserContext;
let server: Server;
let origin: string;
let optionsPage: Page;
let proxy: RecordingProxy;

beforeAll(async () => {
  await buildExtension();
  folder = await mkdtemp(join(tmpdir(), 'rankside-extension-'));
  await cp(extensionDist, folder, { recursive: true });
  await permit(folder);
  proxy = await startRecordingProxy();
  [server, context] = await Promise.all([serveResults(), launch(folder)]);
  origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const worker = context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
  optionsPage = await context.newPage();
  const options = new URL('options.html', worker.url()).href;
  // While the extension is being installed, the browser may start a navigation to one of its pages once more.
  await vi.waitFor(() => optionsPage.goto(options), { timeout: 20_000 });
});
afterAll(async () => {
  await context.close();
  server.close();
  await proxy.close();
  await rm(folder, { recursive: true, force: true });
});

/** Grants what a person would be asked for, since a test cannot answer the browser's own dialog. */
async function permit(extension: string): Promise<void> {
  const path = join(extension, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as object;
  await writeFile(
    path,
    JSON.stringify({ ...manifest, host_permissions: ['http://localhost/*', 'http://127.0.0.1/*'] }),
  );
}

function launch(extension: string): Promise<BrowserContext> {
  return chromium.launchPersistentContext('', {
    executablePath: ensureChromium(),
    proxy: proxy.settings,
    args: [
      ...chromiumFlags,
      '--headless=new',
      `--disable-extensions-except=${extension}`,
      `--load-extension=${extension}`,
    ],
    ignoreDefaultArgs: ['--disable-extensions', '--headless=old'],
  });
}

const RESULTS = [
  ['Tide tables for the harbour', 'Low and high water at the harbour station, with times of the ferries.'],
  ['Tide pods, 42 pieces', 'Laundry detergent. Delivery tomorrow.'],
  ['Why the sea rises and falls', 'The gravity of the moon pulls the oceans toward it, and so the tides work.'],
];

/** A result page in the structure of SearXNG's, under a policy that allows no script at all. */
function serveResults(): Promise<Server> {
  const articles = RESULTS.map(([title, text]) => {
    return `<article class="result"><h3><a href="#">${title}</a></h3><p class="content">${text}</p></article>`;
  });
  const html = `<!doctype html><title>how do tides work</title><main><div id="urls">${articles.join('')}</div></main>`;
  const headers = { 'Content-Type': 'text/html', 'Content-Security-Policy': "default-src 'none'" };
  const made = createServer((_request, response) => response.writeHead(200, headers).end(html));
  return new Promise((resolve) => made.listen(0, () => resolve(made)));
}

const headings = (page: Page) => page.locator('#urls h3').allTextContents();

describe('the browser extension', () => {
  test('leaves a page alone until it is switched on', async () => {
    const page = await context.newPage();
    await page.goto(`${origin}/search?q=how+do+tides+work`);
    expect(await headings(page)).toEqual(RESULTS.map(([title]) => title));
    await optionsPage.getByRole('checkbox').first().check();
    await expect.poll(() => optionsPage.getByRole('status').textContent()).toMatch(/^Saved/);
    await shoot(optionsPage, 'extension-options');
    await expect.poll(() => registeredScripts()).toBe(1);
    await page.close();
  });

  test('puts the answer first, and the original order is one click away', async () => {
    const page = await context.newPage();
    await page.goto(`${origin}/search?q=how+do+tides+work`);
    await page.locator('#urls[state=done]').waitFor({ timeout: 90_000 });
    expect((await headings(page))[0]).toBe('Why the sea rises and falls');
    await shoot(page, 'extension-results');
    const original = page.getByRole('button', { name: 'Original order' });
    await original.click();
    await expect.poll(() => headings(page)).toEqual(RESULTS.map(([title]) => title));
    await page.reload();
    await original.click(); // the choice was remembered
    await expect.poll(async () => (await headings(page))[0]).toBe('Why the sea rises and falls');
    await page.close();
  });

  test('ranks results that the page adds later', async () => {
    const page = await context.newPage();
    await page.goto(`${origin}/search?q=tide+pods+laundry`);
    await page.locator('#urls[state=done]').waitFor({ timeout: 90_000 });
    await page.evaluate(() => {
      const article = document.createElement('article');
      article.className = 'result';
      article.innerHTML = '<h3>Later</h3><p class="content">A result of the next page.</p>';
      document.querySelector('#urls')!.append(article);
    });
    await expect.poll(async () => (await headings(page)).at(-1)).toBe('Later');
    await page.locator('#urls > :nth-last-child(1)[data-rerank-rank]').waitFor({ state: 'attached' });
    await page.close();
  });

  test('the options page says what is wrong with an address, and stores nothing wrong', async () => {
    await optionsPage.getByRole('button', { name: 'Add a page' }).click();
    const form = optionsPage.locator('form').last();
    await form.getByLabel('Name').fill('Mine');
    await form.getByLabel('Addresses, one a line').fill('example.org');
    await form.getByLabel('Addresses, one a line').blur();
    await expect.poll(() => form.getByRole('alert').textContent()).toMatch(/got example\.org/);
    await optionsPage.reload();
    await expect.poll(() => optionsPage.locator('form').count()).toBe(4);
  });

  test('has requested nothing of the network: there are only the requests for the result pages', () => {
    const pages = proxy.requests.filter((url) => url.startsWith(`${origin}/search?`));
    expect(pages.length).toBeGreaterThan(0);
    expect(proxy.requests.filter((url) => !pages.includes(url))).toEqual([]);
  });
});

function registeredScripts(): Promise<number> {
  return optionsPage.evaluate(async () => {
    const { chrome } = globalThis as unknown as {
      chrome: { scripting: { getRegisteredContentScripts(): Promise<readonly unknown[]> } };
    };
    return (await chrome.scripting.getRegisteredContentScripts()).length;
  });
}
