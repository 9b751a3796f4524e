/**
 * @file One worker for all tabs of an origin: the second tab fetches and compiles nothing, closing the tab with the
 * worker loses no call, and the worker ends with its last user.
 */
import type { Browser, BrowserContext, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { dist } from '../scripts/paths.mjs';
import { serve, strictHeaders } from '../scripts/serve.mjs';
import type { Reranker } from '../src/index';
import { launchChromium } from './launch';

let browser: Browser;
let server: Awaited<ReturnType<typeof serve>>;
let context: BrowserContext;
beforeAll(async () => {
  await ensureBuilt();
  [browser, server] = await Promise.all([launchChromium(), serve(dist)]);
});
afterAll(async () => {
  await browser.close();
  await server.close();
});
beforeEach(async () => {
  context = await browser.newContext();
  await context.route(server.url, (route) =>
    route.fulfill({ body: '<!doctype html><title>tab</title>', contentType: 'text/html', headers: strictHeaders }),
  );
});
afterEach(() => context.close());

type Loaded = { reranker?: Reranker; states?: string[] };

/** Opens a tab and loads `fast` in it. Returns the tab and the paths that it asked for, its workers included. */
async function openTab(options = "model: 'fast'", before = ''): Promise<{ tab: Page; paths: string[] }> {
  const tab = await context.newPage();
  const paths: string[] = [];
  tab.on('request', (request) => paths.push(new URL(request.url()).pathname));
  await tab.goto(server.url);
  // A text, because a function would get the imports of the test runner.
  await tab.evaluate(`(async () => {
    ${before}
    const [{ createReranker }, { workerOfAllTabs }] = await Promise.all([import('/index.js'), import('/tabs.js')]);
    globalThis.states = [];
    globalThis.reranker = await createReranker({
      ${options}, device: 'wasm', worker: workerOfAllTabs(),
      onStatus: ({ kind, reason }) => globalThis.states.push(reason ? kind + ': ' + reason : kind),
    });
  })()`);
  return { tab, paths };
}

/** Ranks `count` passages that are new in `round`, and returns the index of the best and the engine's losses. */
function rank(tab: Page, round = 0, count = 20): Promise<{ best: number; complete: boolean; losses: number }> {
  return tab.evaluate(
    async ([from, passages]) => {
      const { reranker } = globalThis as Loaded;
      const others = Array.from(
        { length: passages! },
        (_, i) => `Boat ${from! * 10_000 + i} carries stones to the sea.`,
      );
      const { results, stats } = await reranker!.rerank('how long do cats sleep', [...others, 'Cats sleep all day.']);
      return { best: results[0]!.index, complete: stats.complete, losses: reranker!.report.losses.length };
    },
    [round, count],
  );
}

/** The names of the library's locks that a page or worker holds. */
function heldLocks(tab: Page): Promise<string[]> {
  return tab.evaluate(async () => {
    const { held = [] } = await navigator.locks.query();
    return held.flatMap(({ name }) => (name?.startsWith('rankside') ? [name] : []));
  });
}

const right = (count = 20) => ({ best: count, complete: true, losses: 0 });
const weights = (paths: string[]) => paths.filter((path) => path.endsWith('weights.bin'));

test('the second tab uses the model of the first', async () => {
  const first = await openTab();
  const second = await openTab();
  expect(weights(first.paths)).toHaveLength(1);
  expect(second.paths.filter((path) => /worker\.js$|\.wasm$|weights\.bin$/.test(path))).toEqual([]);
  expect(first.tab.workers().length).toBeGreaterThan(0);
  expect(second.tab.workers()).toEqual([]);
  expect(await Promise.all([rank(first.tab, 1), rank(second.tab, 2), rank(first.tab, 3)])).toEqual([
    right(),
    right(),
    right(),
  ]);
});

test('ten tabs that are opened at once share one download and one worker, and each ranks', async () => {
  const tabs = await Promise.all(Array.from({ length: 10 }, () => openTab()));
  expect(tabs.flatMap(({ paths }) => weights(paths))).toHaveLength(1);
  expect(tabs.filter(({ tab }) => tab.workers().length > 0)).toHaveLength(1);
  const ranked = await Promise.all(tabs.map(({ tab }, round) => rank(tab, round)));
  expect(ranked).toEqual(tabs.map(() => right()));
});

test('passages that one tab has prepared are not encoded again in another', async () => {
  const [first, second] = [await openTab(), await openTab()];
  const prepared = (tab: Page) =>
    tab.evaluate(async () => {
      const passages = Array.from({ length: 30 }, (_, i) => `Train ${i} stops at every village.`);
      return (await (globalThis as Loaded).reranker!.prepare(passages)).encoded;
    });
  expect(await prepared(first.tab)).toBe(30);
  expect(await prepared(second.tab)).toBe(0);
});

test('closing the tab with the worker loses no call of another tab, which goes on by itself', async () => {
  const [first, second, third] = [await openTab(), await openTab(), await openTab()];
  const calls = [rank(second.tab, 1, 400), rank(third.tab, 2, 400)];
  await first.tab.close();
  expect(await Promise.all(calls)).toEqual([
    { best: 400, complete: true, losses: 1 },
    { best: 400, complete: true, losses: 1 },
  ]);
  const workers = [second, third].map(({ tab }) => tab.workers().length > 0);
  expect(workers.filter(Boolean)).toHaveLength(1);
  const states = await second.tab.evaluate(() => (globalThis as Loaded).states);
  expect(states).toContainEqual('recovering: The worker was terminated');
});

test('rerankers with other options have a model of their own in the same worker', async () => {
  const [first, second] = [await openTab(), await openTab("model: 'fast', vectorCacheBytes: 0")];
  expect(second.tab.workers()).toEqual([]);
  expect([await rank(first.tab), await rank(second.tab)]).toEqual([right(), right()]);
});

test('a reranker that is disposed of leaves the others alone, and the worker ends with the last', async () => {
  const [first, second] = [await openTab(), await openTab()];
  const dispose = (tab: Page) => tab.evaluate(() => (globalThis as Loaded).reranker!.dispose());
  await dispose(first.tab);
  expect(await rank(second.tab)).toEqual(right());
  await dispose(second.tab);
  await expect.poll(() => first.tab.workers().length, { timeout: 15_000 }).toBe(0);
  await expect.poll(() => heldLocks(second.tab), { timeout: 15_000 }).toEqual([]);
  const third = await openTab();
  expect(await rank(third.tab)).toEqual(right());
});

test('a tab that is closed while it asks is forgotten', async () => {
  const [first, second] = [await openTab(), await openTab()];
  const pending = rank(second.tab, 1, 2000).catch(() => undefined);
  await second.tab.close();
  await pending;
  expect(await rank(first.tab)).toEqual(right());
  await first.tab.evaluate(() => (globalThis as Loaded).reranker!.dispose());
  await expect.poll(() => first.tab.workers().length, { timeout: 15_000 }).toBe(0);
});

test.each([
  ['no shared workers', 'delete globalThis.SharedWorker;'],
  [
    'a shared worker whose script is refused',
    "globalThis.SharedWorker = class extends SharedWorker { constructor() { super('/nothing.js') } };",
  ],
])('with %s, each tab has a worker of its own', async (_, before) => {
  const tabs = [await openTab(undefined, before), await openTab(undefined, before)];
  expect(tabs.map(({ tab }) => tab.workers().length > 0)).toEqual([true, true]);
  expect(await Promise.all(tabs.map(({ tab }, i) => rank(tab, i)))).toEqual([right(), right()]);
});
