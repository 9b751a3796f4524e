/** @file The example pages over the built package, under a strict content security policy, used as a reader would. */
import { rm } from 'node:fs/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layOutExamples } from '../scripts/examples.mjs';
import { serve } from '../scripts/serve.mjs';
import { launchChromium, openPage } from './launch';
import { startRecordingProxy } from './recording-proxy';
import type { RecordingProxy } from './recording-proxy';

let browser: Browser;
let folder: string;
let server: Awaited<ReturnType<typeof serve>>;
let proxy: RecordingProxy;
beforeAll(async () => {
  [browser, folder, proxy] = await Promise.all([launchChromium(), layOutExamples(), startRecordingProxy()]);
  server = await serve(folder, { trustedTypes: true });
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close(), proxy.close()]);
  await rm(folder, { recursive: true, force: true });
});

/**
 * Opens an example, runs `load` until its model has answered, and then `act`; expects no problem, and no request after
 * `load` that reaches the network.
 */
async function visit(
  name: string,
  load: (page: Page) => Promise<void>,
  act: (page: Page) => Promise<void>,
): Promise<void> {
  const { page, problems } = await openPage(browser, { proxy: proxy.settings });
  await page.goto(`${server.url}${name}/`);
  await load(page);
  const { length: loaded } = proxy.requests;
  await act(page);
  expect(problems).toEqual([]);
  await page.context().close();
  expect(proxy.requests.slice(loaded)).toEqual([]);
  expect(proxy.requests.filter((url) => !url.startsWith(server.url))).toEqual([]);
}

const reach = (page: Page, state: string) =>
  page.locator(`rerank-list[state="${state}"]`).waitFor({ state: 'attached', timeout: 90_000 });
const headings = (page: Page) => page.locator('rerank-list :is(h2, h3)').allTextContents();

describe('the examples', () => {
  test('a static site’s search reranks while the reader types', async () => {
    const load = async (page: Page) => {
      await page.getByRole('searchbox').fill('how to keep bread fresh');
      await reach(page, 'done');
    };
    await visit('static-site', load, async (page) => {
      expect((await headings(page))[0]).toBe('Storing a loaf');
      await page.getByRole('searchbox').fill('');
      await reach(page, 'idle');
      expect(await headings(page)).toEqual([]);
      await page.getByRole('searchbox').fill('bread '.repeat(600));
      await reach(page, 'failed');
      expect(await headings(page)).toEqual(['Our bread', 'Prices', 'Freezing', 'Contact']);
      await expect.poll(() => page.getByRole('status').textContent()).toMatch(/too long/);
    });
  });

  test('results of a server are reordered around other elements between them; results added later are ranked below', async () => {
    const load = (page: Page) => reach(page, 'done');
    await visit('metasearch', load, async (page) => {
      const first = await headings(page);
      expect(first[0]).toBe('Why the sea rises and falls');
      expect(await page.locator('#urls > :nth-child(3)').getAttribute('class')).toBe('answer');
      await page.getByRole('button').click();
      await expect.poll(() => headings(page)).toEqual([...first, 'Spring and neap tides', 'Tidal waves in film']);
    });
  });

  test('hits of an API are reranked with their scores, and the answering sentences are marked', async () => {
    const load = (page: Page) => reach(page, 'done');
    await visit('remote-api', load, async (page) => {
      const marks = await page.locator('mark').allTextContents();
      expect(marks).toHaveLength(3);
      expect(marks).toContain('People who drank three cups of coffee a day had less heart disease.');
      expect(await page.locator('output').textContent()).toMatch(/^5 results reranked in \d+ ms$/);
      expect(await page.locator('li').count()).toBe(5);
    });
  });
});
