/**
 * @file Every entry of the package that runs in a page, used through a proxy that records all requests of the browser.
 * No policy is sent, because it would stop a request to somewhere else before the proxy sees it.
 */
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import type { Browser, BrowserContext } from 'playwright';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exports } from '../package.json';
import { ensureBuilt } from '../scripts/build.mjs';
import { dist, root } from '../scripts/paths.mjs';
import { answer } from '../scripts/serve.mjs';
import { passages } from './every-entry/texts';
import { launchChromium } from './launch';
import { startRecordingProxy } from './recording-proxy';
import type { RecordingProxy } from './recording-proxy';

/** The entries that are not used here, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  './node': 'runs in Node',
  './remote': 'sends queries and passages to the server that it is given',
  './package.json': 'is no code',
};
/** Entries that are used with a tiny model of random weights, whose order means nothing. */
const RANDOM = ['./onnx', './transformers', './transformers/host'];
const entries = Object.keys(exports).filter((entry) => !(entry in LEFT_OUT));

const FIRST = { query: 'how long do cats sleep', answer: passages[2] };
const SECOND = { query: 'a loan to buy a house', answer: passages[1] };

let folder: string;
let server: Server;
let origin: string;
let browser: Browser;
let proxy: RecordingProxy;
let context: BrowserContext;
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'rankside-requests-'));
  await buildApp(join(folder, 'app'));
  [server, browser, proxy] = await Promise.all([serveWithoutPolicy(), launchChromium(), startRecordingProxy()]);
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  context = await browser.newContext({ proxy: proxy.settings });
});
afterAll(async () => {
  await Promise.all([browser.close(), proxy.close()]);
  server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Bundles the page over the built package, with the models that it names and an index beside it. */
async function buildApp(outDir: string): Promise<void> {
  const alias = Object.entries(exports).flatMap(([entry, target]) =>
    typeof target === 'string'
      ? []
      : [{ find: new RegExp(`^rankside${entry.slice(1)}$`), replacement: join(root, target.default) }],
  );
  await build({
    ...{ root: join(root, 'e2e/every-entry'), configFile: false, mode: 'production', logLevel: 'error' },
    resolve: { alias },
    worker: { format: 'es' },
    build: { outDir, assetsInlineLimit: 0 },
  });
  await cp(join(root, 'test/fixtures/models/tiny-cross'), join(outDir, 'tiny-cross'), { recursive: true });
  await cp(join(root, 'test/fixtures/hub/tiny/electra'), join(outDir, 'electra'), { recursive: true });
  const site = join(folder, 'site');
  await mkdir(site);
  const html = (text: string, at: number) => `<title>Page ${at}</title><main><h1>Page ${at}</h1><p>${text}</p></main>`;
  await Promise.all(passages.map((text, at) => writeFile(join(site, `${at}.html`), html(text, at))));
  const command = [join(dist, 'cli.js'), 'index', site, '-o', join(outDir, 'search')];
  await promisify(execFile)(process.execPath, command);
}

/** No response is kept in the HTTP cache, so a file that is asked for twice is recorded twice. */
function serveWithoutPolicy(): Promise<Server> {
  const made = createServer((request, response) => {
    void answer(join(folder, 'app'), request, response, { 'Cache-Control': 'no-store' });
  });
  return new Promise((resolve) => made.listen(0, '127.0.0.1', () => resolve(made)));
}

type Global = { load(entry: string): Promise<void>; rank(query: string): Promise<string> };

const elsewhere = () => proxy.requests.filter((url) => !url.startsWith(origin));

test('names only entries of the package as left out', () => {
  expect(Object.keys(exports)).toEqual(expect.arrayContaining(Object.keys(LEFT_OUT)));
});

test.each(entries)('%s requests files of its own origin alone, and none after its first use', async (entry) => {
  const page = await context.newPage();
  await page.goto(origin);
  await page.waitForFunction(() => 'load' in globalThis);
  await page.evaluate((name) => (globalThis as unknown as Global).load(name), entry);
  const rank = (query: string) => page.evaluate((asked) => (globalThis as unknown as Global).rank(asked), query);
  const found = [await rank(FIRST.query)];
  const { length: used } = proxy.requests;
  found.push(await rank(SECOND.query));
  await page.close();
  expect(proxy.requests.slice(used)).toEqual([]);
  expect(elsewhere()).toEqual([]);
  if (RANDOM.includes(entry)) expect(passages).toEqual(expect.arrayContaining(found));
  else expect(found).toEqual([FIRST.answer, SECOND.answer]);
});

test('a request to somewhere else would have been recorded, also that of a worker', async () => {
  expect(proxy.requests[0]).toBe(origin);
  const page = await context.newPage();
  await page.goto(origin);
  await page.evaluate(async () => {
    const ask = "fetch('http://elsewhere.invalid/').catch(() => 0).then(() => postMessage(0))";
    const worker = new Worker(URL.createObjectURL(new Blob([ask])));
    await new Promise((resolve) => worker.addEventListener('message', resolve));
    await fetch('https://elsewhere.invalid/').catch(() => undefined);
  });
  expect(elsewhere()).toEqual(['http://elsewhere.invalid/', 'elsewhere.invalid:443']);
});
