/**
 * @file `npm run soak`: 10,000 queries and 100 rerankers that are created and disposed of, with the model `fast` of the
 * built package in Chromium. It prints the page's memory as it goes and ends with 1 where the memory grows by more than
 * 5 MB after the first 1,000 queries, or after the first 10 rerankers.
 *
 * `node scripts/soak.mjs [--queries 10000] [--rerankers 100] [--model fast]`
 *
 * Memory is `performance.measureUserAgentSpecificMemory()` of the page and its workers, after garbage collection. The
 * resident memory of the renderer is printed beside it, and not judged: the browser gives pages back when it likes.
 */
/* eslint-disable @typescript-eslint/no-unsafe-return -- as below */
/* eslint-disable @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-member-access --
   the functions that run in the page use the built package, which has no types here */
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { ensureBuilt } from './build.mjs';
import { chromiumFlags, ensureChromium } from './chromium.mjs';
import { dist } from './paths.mjs';
import { isolationHeaders, serve, strictHeaders } from './serve.mjs';

const LIMIT_MB = 5;
const { values } = parseArgs({
  options: {
    queries: { type: 'string', default: '10000' },
    rerankers: { type: 'string', default: '100' },
    model: { type: 'string', default: 'fast' },
  },
});
const queries = Number(values.queries);
const rerankers = Number(values.rerankers);
const { model } = values;

await ensureBuilt();
const server = await serve(dist, { isolated: true });
const browser = await chromium.launch({
  executablePath: ensureChromium(),
  // Without this flag a measurement waits for a garbage collection, up to 20 s.
  args: [...chromiumFlags, '--enable-blink-features=ForceEagerMeasureMemory'],
});
try {
  const page = await openPage();
  const ofQueries = await soakQueries(page);
  const ofRerankers = await soakRerankers(page);
  process.exitCode = judge('queries', ofQueries) && judge('rerankers', ofRerankers) ? 0 : 1;
} finally {
  await browser.close();
  await server.close();
}

async function openPage() {
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.route(server.url, (route) =>
    route.fulfill({ body: '<!doctype html><title>soak</title>', contentType: 'text/html', headers: headers() }),
  );
  await page.goto(server.url);
  return page;
}

function headers() {
  return { ...strictHeaders, ...isolationHeaders };
}

/**
 * Ten passages a query, three of them new. The cache of vectors is full within the first thousand queries.
 *
 * @param {import('playwright').Page} page
 */
async function soakQueries(page) {
  const step = Math.max(1, Math.round(queries / 10));
  await page.evaluate(async (name) => {
    const { createReranker } = await import(/** @type {string} */ ('/index.js'));
    Object.assign(globalThis, {
      reranker: await createReranker({
        model: name,
        device: 'wasm',
        cores: 2,
        cache: 'memory',
        vectorCacheBytes: 2 ** 20,
      }),
    });
  }, model);
  const measured = [];
  for (let from = 0; from < queries; from += step) {
    const ms = await page.evaluate(askMany, { from, to: Math.min(queries, from + step) });
    measured.push(await measure(page, `${String(from + step)} queries (${(ms / step).toFixed(1)} ms each)`));
  }
  await page.evaluate(() => Reflect.get(globalThis, 'reranker').dispose());
  return measured;
}

/** Runs in the page. @param {{ from: number, to: number }} range */
async function askMany({ from, to }) {
  const reranker = Reflect.get(globalThis, 'reranker');
  const started = performance.now();
  for (let query = from; query < to; query++) {
    const passages = Array.from({ length: 10 }, (_, i) => `Boat ${3 * query + i} carries stones to harbour ${i}.`);
    const { stats } = await reranker.rerank(`Which boat carries stone ${query}?`, passages);
    if (stats.scored !== 10) throw new Error(`Expected 10 scores, got ${stats.scored}`);
  }
  return performance.now() - started;
}

/** @param {import('playwright').Page} page */
async function soakRerankers(page) {
  const measured = [];
  const step = Math.max(1, Math.round(rerankers / 10));
  for (let from = 0; from < rerankers; from += step) {
    await page.evaluate(
      async ({ name, count }) => {
        const { createReranker } = await import(/** @type {string} */ ('/index.js'));
        for (let i = 0; i < count; i++) {
          const reranker = await createReranker({ model: name, device: 'wasm', cores: 2, cache: 'memory' });
          await reranker.rerank('Which boat carries stones?', ['A boat with stones', 'A cat']);
          await reranker.dispose();
        }
      },
      { name: model, count: step },
    );
    measured.push(await measure(page, `${String(from + step)} rerankers`));
  }
  return measured;
}

/**
 * @param {import('playwright').Page} page
 * @param {string} label
 * @returns {Promise<number>} megabytes
 */
async function measure(page, label) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  await session.detach();
  const bytes = await page.evaluate(
    async () => (await Reflect.get(performance, 'measureUserAgentSpecificMemory').call(performance)).bytes,
  );
  const resident = await residentMegabytes();
  process.stdout.write(`${label}: ${(bytes / 1e6).toFixed(2)} MB, renderer ${resident.toFixed(0)} MB resident\n`);
  return bytes / 1e6;
}

/** The resident memory of the largest renderer; NaN where the system does not tell it. */
async function residentMegabytes() {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const sizes = await Promise.all(
    renderers.map(async ({ id }) => {
      const status = await readFile(`/proc/${String(id)}/status`, 'utf8').catch(() => '');
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? NaN) / 1000;
    }),
  );
  return Math.max(...sizes);
}

/**
 * The growth is that of the last measurement over the first.
 *
 * @param {string} what
 * @param {readonly number[]} measured
 */
function judge(what, measured) {
  const growth = (measured.at(-1) ?? 0) - (measured[0] ?? 0);
  const ok = growth <= LIMIT_MB;
  process.stdout.write(
    `${what}: growth ${growth.toFixed(2)} MB (limit ${String(LIMIT_MB)} MB): ${ok ? 'ok' : 'FAILED'}\n`,
  );
  return ok;
}
