/** @file An index of a site, made by the command line and searched under the strict content security policy. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { dist, root } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';
import type { openCollection, SearchEvent } from '../src/collection/index';
import type {} from '../src/search-element/index';
import { foreignRequests, launchChromium, openPage } from './launch';

const run = promisify(execFile);
let folder: string;
let browser: Browser;
let server: { url: string; close: () => Promise<void> };

const index = async (): Promise<string> => {
  const { stdout } = await run(process.execPath, [join(dist, 'cli.js'), 'index', folder, '-o', join(folder, 'search')]);
  return stdout;
};

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'rankside-site-'));
  await cp(join(root, 'e2e/site-page'), folder, { recursive: true });
  expect(await index()).toMatch(/^3 pages, 7 passages, 7 of them encoded/);
  await run(process.execPath, [join(dist, 'cli.js'), 'copy', '--models', 'fast', join(folder, 'rankside')]);
  server = await serve(folder);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

type Global = { openCollection: typeof openCollection };

/** Every event of one search over the index. */
async function searchIn(page: Page, query: string): Promise<SearchEvent[]> {
  await page.waitForFunction(() => 'openCollection' in globalThis);
  return page.evaluate(async (asked) => {
    const { openCollection: open } = globalThis as unknown as Global;
    const collection = await open('/search/', { create: { assets: '/rankside/' } });
    const events = [];
    for await (const event of collection.stream(asked, { topN: 3, unit: 'passage' })) events.push(event);
    await collection.close();
    return events;
  }, query);
}

describe('openCollection()', () => {
  test('answers by words and then by meaning, encodes the query only, and requests only its own origin', async () => {
    const { page, requests, problems } = await openPage(browser);
    await page.goto(server.url);
    const events = await searchIn(page, 'when does the sea come up');
    expect(events.map(({ kind }) => kind)).toEqual(['words', 'done']);
    const { results, stats } = events[1]!;
    expect(stats).toMatchObject({ orderedBy: 'model', modelCalls: 1, warnings: [] });
    expect(results[0]).toMatchObject({ id: '/guide/tides.html', title: 'Tides' });
    expect(results[0]!.url).toMatch(/^\/guide\/tides\.html#/);
    const exact = await searchIn(page, 'E42');
    expect(exact[1]!.results[0]).toMatchObject({ url: '/guide/mooring.html#code-42', heading: 'Mooring › Error E42' });
    const { text, sentence } = exact[1]!.results[0]!;
    expect(text.slice(sentence!.start, sentence!.end)).toContain('E42');
    expect(foreignRequests(requests, server.url)).toEqual([]);
    expect(problems).toEqual([]);
  });

  test('orders by words and says why when another model made the index', async () => {
    const manifest = join(folder, 'search', 'manifest.json');
    const original = await readFile(manifest, 'utf8');
    await writeFile(manifest, original.replace(/"fingerprint": "[^"]+"/, '"fingerprint": "fast@2/older"'));
    const { page } = await openPage(browser);
    await page.goto(server.url);
    const [, done] = await searchIn(page, 'moon');
    await writeFile(manifest, original);
    expect(done!.stats.orderedBy).toBe('words');
    expect(done!.stats.warnings.join()).toMatch(/made with another model .*older.*Run `rankside index` again/);
    expect(done!.results[0]).toMatchObject({ id: '/guide/tides.html' });
  });

  test('names the URL that cannot be fetched', async () => {
    const { page } = await openPage(browser);
    await page.goto(server.url);
    await page.waitForFunction(() => 'openCollection' in globalThis);
    const message = await page.evaluate(() =>
      (globalThis as unknown as Global).openCollection('/nowhere/').catch((error: unknown) => String(error)),
    );
    expect(message).toMatch(/Cannot fetch http:.*\/nowhere\/manifest\.json: the server answered 404/);
  });
});

describe('rankside index', () => {
  test('encodes only the page that changed, and leaves no file of the index before', async () => {
    const page = join(folder, 'guide/tides.html');
    const original = await readFile(page, 'utf8');
    await writeFile(page, original.replace('A table at the gate', 'A table at the bridge'));
    expect(await index()).toMatch(/7 passages, 1 of them encoded/);
    await writeFile(page, original);
    expect(await index()).toMatch(/7 passages, 1 of them encoded/);
    expect(await index()).toMatch(/7 passages, 0 of them encoded/);
  });
});

describe('<rank-search>', () => {
  test('opens by keys, groups sections by page, and goes to the section', async () => {
    const { page, problems } = await openPage(browser, { viewport: { width: 320, height: 640 } });
    await page.goto(server.url);
    await page.evaluate(() => {
      const element = document.querySelector('rank-search')!;
      element.openOptions = { create: { assets: '/rankside/' } };
    });
    const before = await page.locator('main').boundingBox();
    await page.keyboard.press('Control+k');
    const input = page.getByRole('combobox', { name: 'Search the handbook' });
    await expect.poll(() => input.evaluate((element) => element.matches(':focus'))).toBe(true);
    const heightOfDialog = () => page.locator('rank-search dialog').evaluate((each: HTMLElement) => each.offsetHeight);
    expect(await heightOfDialog()).toBeLessThan(100);
    await input.fill('price of a place for my boat');
    const options = page.getByRole('option');
    await expect.poll(() => page.getByRole('status').textContent(), { timeout: 30_000 }).toMatch(/\d results/);
    expect(await options.first().textContent()).toContain('The price of a berth');
    expect(await options.first().getAttribute('aria-selected')).toBe('true');
    expect(await page.locator('rank-search mark').first().textContent()).toContain('price');
    expect(await heightOfDialog()).toBeGreaterThan(500);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    const rightEdgeWith = async (font: string) => {
      await page
        .locator('rank-search')
        .evaluate((each, value) => each.style.setProperty('--rank-search-font', value), font);
      const { x, width } = (await page.locator('rank-search [part=close]').boundingBox())!;
      return x + width;
    };
    expect(await rightEdgeWith('24px monospace')).toBeLessThanOrEqual(320 - 8);
    await rightEdgeWith('');
    expect(await page.locator('main').boundingBox()).toEqual(before);
    await page.keyboard.press('ArrowDown');
    expect(await options.nth(1).getAttribute('aria-selected')).toBe('true');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/guide\/mooring\.html#fees$/);
    await page.goBack();
    await page.keyboard.press('/');
    await expect.poll(() => page.getByRole('option').allTextContents()).toEqual(['price of a place for my boat']);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('rank-search dialog[open]').count()).toBe(0);
    expect(problems).toEqual([]);
  });

  test('says that it opens the index until that is there', async () => {
    const { page } = await openPage(browser);
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/search/manifest.json', async (route) => {
      await released;
      await route.continue();
    });
    await page.goto(server.url);
    await page.evaluate(() => {
      document.querySelector('rank-search')!.openOptions = { create: { assets: '/rankside/' } };
    });
    await page.keyboard.press('Control+k');
    const status = page.locator('rank-search').getByRole('status');
    await expect.poll(() => status.textContent()).toBe('Opening the search');
    expect(await status.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    expect(await status.textContent()).toBe('Opening the search');
    await page.keyboard.type('a');
    await page.keyboard.press('Backspace');
    expect(await status.textContent()).toBe('Opening the search');
    release();
    await expect.poll(() => status.textContent(), { timeout: 20_000 }).toBe('');
  });
});
