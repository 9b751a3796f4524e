/**
 * @file `node e2e/searxng.mjs <checkout> <python>` starts SearXNG with the plugin of examples/searxng and a local
 * engine, looks at its results in Chromium, records its requests by a proxy, and makes the picture of the plugin's
 * README. It needs SearXNG's own requirements, so it is not part of the tests.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright';
import { bundle } from '../scripts/build-library.mjs';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { dist, root } from '../scripts/paths.mjs';
import { runNode } from '../scripts/run-node.mjs';
import { joined } from './join-pictures.mjs';

const [checkout, python = 'python3'] = process.argv.slice(2);
if (checkout === undefined) throw new Error('Expected the folder of a SearXNG checkout as the first argument');

const HITS = [
  ['Tide tables for the harbour', 'Low and high water at the harbour station, with times of the ferries.'],
  ['Tide pods, 42 pieces', 'Laundry detergent. Delivery tomorrow.'],
  ['Why the sea rises and falls', 'The gravity of the moon pulls the oceans toward it, and so the tides work.'],
];

const LOOKS = [
  [900, 'light'],
  [320, 'dark'],
];

await ensureBuilt();
const work = await mkdtemp(join(tmpdir(), 'rankside-searxng-'));
const engine = createServer((_request, response) => {
  const results = HITS.map(([title, content], i) => ({ url: `https://example.org/${i}`, title, content }));
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ results }));
}).listen(0, '127.0.0.1');
const port = await freePort();
await writeFile(join(work, 'settings.yml'), settings(port, engine.address().port));
await runNode([join(dist, 'cli.js'), 'copy', join(work, 'rankside')]);
const searxng = spawn(python, ['searx/webapp.py'], {
  cwd: resolve(checkout),
  env: {
    ...process.env,
    SEARXNG_SETTINGS_PATH: join(work, 'settings.yml'),
    RANKSIDE_FOLDER: join(work, 'rankside'),
    PYTHONPATH: [resolve(checkout), join(root, 'examples/searxng')].join(delimiter),
  },
  stdio: ['ignore', 'ignore', 'inherit'],
});
await bundle({ proxy: 'e2e/recording-proxy.ts' }, { node: true, outDir: work });
const proxy = await (await import(pathToFileURL(join(work, 'proxy.js')).href)).startRecordingProxy();
const options = { executablePath: ensureChromium(), args: [...chromiumFlags], proxy: proxy.settings };
const browser = await chromium.launch(options);
try {
  const page = await browser.newPage();
  const url = `http://127.0.0.1:${port}/search?q=how+do+tides+work`;
  await until(async () => {
    const answer = await page.goto(url);
    if (!answer?.ok()) throw new Error('SearXNG does not listen yet');
  });
  await page.locator('rerank-list[state=done]').waitFor({ state: 'attached', timeout: 90_000 });
  const sorted = await page.locator('#urls h3').allTextContents();
  const pictures = [];
  for (const [width, colorScheme] of LOOKS) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 640 });
    pictures.push(await page.screenshot());
  }
  await writeFile(join(root, 'examples/searxng/results.webp'), await joined(pictures, 16));
  await page.getByRole('button', { name: 'Original order' }).click();
  await page.waitForFunction((first) => document.querySelector('#urls h3').textContent === first, HITS[0][0]);
  const elsewhere = proxy.requests.filter((each) => new URL(each).origin !== new URL(url).origin);
  const ok = sorted[0] === HITS[2][0] && sorted.length === HITS.length && elsewhere.length === 0;
  process.stdout.write(`${ok ? 'ok' : 'FAILED'}: ${sorted.join(' | ')}\n`);
  process.stdout.write(`${proxy.requests.length} requests, to other origins: ${elsewhere.join(', ') || 'none'}\n`);
  process.exitCode = ok ? 0 : 1;
} finally {
  await browser.close();
  await proxy.close();
  searxng.kill();
  engine.close();
  await rm(work, { recursive: true, force: true });
}

/** SearXNG's own settings with one engine, which asks the local server. */
function settings(ownPort, enginePort) {
  return `use_default_settings: { engines: { keep_only: [] } }
server: { secret_key: a key for one test, port: ${ownPort}, bind_address: 127.0.0.1, limiter: false }
plugins: { rankside_searxng.SXNGPlugin: { active: true } }
engines:
  - name: local
    engine: json_engine
    shortcut: lo
    categories: general
    search_url: http://127.0.0.1:${enginePort}/?q={query}
    results_query: results
    url_query: url
    title_query: title
    content_query: content
    enable_http: true
`;
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port: found } = server.address();
      server.close(() => done(found));
    });
  });
}

/** SearXNG takes some seconds until it listens. */
async function until(attempt, tries = 60) {
  for (let left = tries; ; left--) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((done) => setTimeout(done, 500));
    }
  }
}
