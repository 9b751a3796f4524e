/**
 * @file The package in a page that the browser slows down, freezes, or leaves and comes back to: no call is lost and no
 * engine is given up.
 */
import type { Browser, CDPSession, Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { dist } from '../scripts/paths.mjs';
import { serve, strictHeaders } from '../scripts/serve.mjs';
import type { Reranker } from '../src/index';
import { launchChromium } from './launch';

let browser: Browser;
let server: Awaited<ReturnType<typeof serve>>;
let page: Page;
let devtools: CDPSession;
beforeAll(async () => {
  await ensureBuilt();
  [browser, server] = await Promise.all([launchChromium(), serve(dist)]);
  page = await browser.newPage();
  for (const path of ['', 'other']) {
    await page.route(`${server.url}${path}`, (route) =>
      route.fulfill({
        body: `<!doctype html><title>${path}</title>`,
        contentType: 'text/html',
        headers: strictHeaders,
      }),
    );
  }
  await page.goto(server.url);
  devtools = await page.context().newCDPSession(page);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});

type Loaded = { reranker?: Reranker; pending?: Promise<unknown> };

/** Loads `fast` with a short watchdog. */
async function load(): Promise<void> {
  // A text, because a function would get the imports of the test runner.
  await page.evaluate(`import('/index.js').then(async ({ createReranker }) => {
    globalThis.reranker = await createReranker({ model: 'fast', device: 'wasm', hangMs: 3000 });
  })`);
}

/** Starts a call over passages that are new, and returns the index of the best one and the number of losses. */
function rank(round: number, count = 300): Promise<{ best: number; complete: boolean; losses: number }> {
  return page.evaluate(
    async ([from, passages]) => {
      const { reranker } = globalThis as Loaded;
      const others = Array.from(
        { length: passages! },
        (_, i) => `Boat ${from! * 1000 + i} carries stones to the harbour.`,
      );
      const { results, stats } = await reranker!.rerank('how long do cats sleep', [...others, 'Cats sleep all day.']);
      return { best: results[0]!.index, complete: stats.complete, losses: reranker!.report.losses.length };
    },
    [round, count],
  );
}

const right = (count = 300) => ({ best: count, complete: true, losses: 0 });

test('a page on a processor that is six times slower loads and ranks without a loss', async () => {
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  await load();
  expect(await rank(1, 100)).toEqual(right(100));
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: 1 });
});

test('a call of a page that is frozen, for longer than the watchdog waits, ends when the page comes back', async () => {
  const ranked = rank(2);
  await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
  await new Promise((resolve) => setTimeout(resolve, 4000));
  await devtools.send('Page.setWebLifecycleState', { state: 'active' });
  expect(await ranked).toEqual(right());
});

test('a call of a tab in the background goes on', async () => {
  const front = await browser.newPage();
  await front.bringToFront();
  expect(await rank(3)).toEqual(right());
  await front.close();
});

test('a page that is left and come back to ranks, from the back-forward cache or anew', async () => {
  await page.goto(`${server.url}other`);
  await page.goBack();
  if (!(await page.evaluate(() => 'reranker' in globalThis))) await load();
  expect(await rank(4)).toEqual(right());
});
