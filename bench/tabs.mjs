/**
 * @file Measures the second tab of an origin, with a worker of its own and with `rankside/tabs`: milliseconds from the
 * import to a reranker that is ready, and to its first ranking of 20 passages.
 *
 *   node bench/tabs.mjs [--model base] [--rounds 7]
 *
 * Each round opens three tabs in a new browser context, in either order of the two ways. The first tab loads the model;
 * the second finds its files in Cache Storage, or the model of the first.
 */
import os from 'node:os';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { dist } from '../scripts/paths.mjs';
import { serve, strictHeaders } from '../scripts/serve.mjs';

const { values } = parseArgs({
  options: { model: { type: 'string', default: 'base' }, rounds: { type: 'string', default: '7' } },
});

/** @typedef {{ ready: number, ranked: number }} Times */

await ensureBuilt();
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags], headless: true });
const server = await serve(dist);
/** @type {Record<string, Times[]>} */
const times = { 'a worker of its own': [], 'one worker for all tabs': [] };
const ways = Object.keys(times);
for (let round = 0; round < Number(values.rounds); round++) {
  for (const way of round % 2 === 0 ? ways : [...ways].reverse()) times[way]?.push(await secondTab(way === ways[1]));
}
await browser.close();
await server.close();

console.log(`${values.model}, second tab, ${values.rounds} rounds, ${os.cpus()[0]?.model ?? 'unknown processor'}`);
for (const [way, rounds] of Object.entries(times)) {
  const [ready, ranked] = [rounds.map(({ ready }) => ready), rounds.map(({ ranked }) => ranked)];
  console.log(`${way}: ready in ${median(ready)} ms (${range(ready)}), first ranking in ${median(ranked)} ms`);
}

/** @param {boolean} shared @returns {Promise<Times>} */
async function secondTab(shared) {
  const context = await browser.newContext();
  await context.route(server.url, (route) =>
    route.fulfill({ body: '<!doctype html>', contentType: 'text/html', headers: strictHeaders }),
  );
  await openTab(context, shared);
  const found = await openTab(context, shared);
  await context.close();
  return found;
}

/**
 * @param {import('playwright').BrowserContext} context
 * @param {boolean} shared
 * @returns {Promise<Times>}
 */
async function openTab(context, shared) {
  const tab = await context.newPage();
  await tab.goto(server.url);
  return tab.evaluate(`(async () => {
    const began = performance.now();
    const [{ createReranker }, { workerOfAllTabs }] = await Promise.all([import('/index.js'), import('/tabs.js')]);
    const worker = ${String(shared)} ? { worker: workerOfAllTabs() } : {};
    globalThis.reranker = await createReranker({ model: '${values.model}', device: 'wasm', ...worker });
    const ready = performance.now() - began;
    const passages = Array.from({ length: 20 }, (_, i) => 'Boat ' + i + ' carries stones to the sea.');
    await reranker.rerank('how long do cats sleep', passages);
    return { ready, ranked: performance.now() - began };
  })()`);
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round(sorted[Math.floor(sorted.length / 2)] ?? 0);
}

/** @param {number[]} values */
function range(values) {
  return `${Math.round(Math.min(...values)).toString()} to ${Math.round(Math.max(...values)).toString()}`;
}
