/** @file The example pages over the built package, under a strict content security policy, used as a reader would. */
import { rm } from 'node:fs/promises';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { layOutExamples } from '../scripts/examples.mjs';
import { serve } from '../scripts/serve.mjs';
import { foreignRequests, launchChromium, openPage } from './launch';

let browser: Browser;
let folder: string;
let server: Awaited<ReturnType<typeof serve>>;
beforeAll(async () => {
  [browser, folder] = await Promise.all([launchChromium(), layOutExamples()]);
  server = await serve(folder);
});
afterAll(async () => {
  await Promise.all([browser.close(), server.close()]);
  await rm(folder, { recursive: true, force: true });
});

/** Opens an example and runs `act`; expects no problem and no request to another origin. */
async function visit(name: string, act: (page: Page) => Promise<void>): Promise<void> {
  const { page, requests, problems } = await openPage(browser);
  await page.goto(`${server.url}${name}/`);
  await act(page);
  expect(problems).toEqual([]);
  expect(foreignRequests(requests, server.url)).toEqual([]);
  await page.context().close();
}

const reach = (page: Page, state: string) =>
  page.locator(`rerank-list[state="${state}"]`).waitFor({ state: 'attached', timeout: 90_000 });
const headings = (page: Page) => page.locator('rerank-list :is(h2, h3)').allTextContents();

describe('the examples', () => {
  test('a static site’s search reranks while the reader types', async () => {
    await visit('static-site', async (page) => {
      await page.getByRole('searchbox').fill('how to keep bread fresh');
      await reach(page, 'done');
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
    await visit('metasearch', async (page) => {
      await reach(page, 'done');
      const first = await headings(page);
      expect(first[0]).toBe('Why the sea rises and falls');
      expect(await page.locator('#urls > :nth-child(3)').getAttribute('class')).toBe('answer');
      await page.getByRole('button').click();
      await expect.poll(() => headings(page)).toEqual([...first, 'Spring and neap tides', 'Tidal waves in film']);
    });
  });

  test('hits of an API are reranked with their scores, and the answering sentences are marked', async () => {
    await visit('remote-api', async (page) => {
      await reach(page, 'done');
      const marks = await page.locator('mark').allTextContents();
      expect(marks).toHaveLength(3);
      expect(marks).toContain('People who drank three cups of coffee a day had less heart disease.');
      expect(await page.locator('output').textContent()).toMatch(/^5 results reranked in \d+ ms$/);
      expect(await page.locator('li').count()).toBe(5);
    });
  });
});
