/**
 * @file `node bench/engines.mjs --folder <folder>`: runs a language model of a hub's layout in Chromium by the engine
 * of the package and by transformers.js, and compares them: the order of each method, times, memory, and many calls.
 *
 * `python -m rankside_training.released` makes such a folder.
 */
import { createReadStream, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { createServer } from 'vite';
import { ensureKernels } from '../scripts/build-kernels.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { kernels, root } from '../scripts/paths.mjs';

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    dtype: { type: 'string', default: 'int8' },
    engines: { type: 'string', default: 'own,transformers' },
    methods: { type: 'string', default: 'yes-no' },
    passages: { type: 'string', default: '5' },
    device: { type: 'string', default: 'wasm' },
    calls: { type: 'string', default: '1' },
  },
});
if (values.folder === undefined) throw new Error('Expected --folder to name a model folder in the layout of a hub');
const folder = resolve(values.folder);

await ensureKernels();
const server = await createServer({
  root,
  configFile: false,
  logLevel: 'error',
  server: { host: '127.0.0.1', port: 0 },
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'] },
  optimizeDeps: {
    include: ['comlink', 'idb', 'onnxruntime-web/webgpu', '@huggingface/tokenizers', '@huggingface/transformers'],
  },
  worker: { format: 'es' },
  plugins: [{ name: 'model-files', configureServer: ({ middlewares }) => void middlewares.use(answer) }],
});
await server.listen();
const [url] = server.resolvedUrls?.local ?? [];
/** @type {import('playwright').CDPSession | undefined} */
let session;
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
try {
  process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}; ${folder}, ${values.dtype}, ${values.device}\n`);
  const rows = [];
  for (const method of values.methods.split(',')) {
    const results = [];
    for (const engine of values.engines.split(',')) results.push(await measure(engine, method));
    const orders = results.map(({ order }) => order.join());
    rows.push({ method, same: new Set(orders).size === 1 });
    for (const result of results) process.stdout.write(`${JSON.stringify(result)}\n`);
  }
  process.stdout.write(`${JSON.stringify(rows)}\n`);
} finally {
  await browser.close();
  await server.close();
}

/**
 * @param {string} engine
 * @param {string} method
 */
async function measure(engine, method) {
  const page = await (await browser.newContext()).newPage();
  page.on('pageerror', (error) => process.stderr.write(`${String(error)}\n`));
  await page.goto(`${url}bench/engines/page.html`);
  await page.waitForFunction('window.measure !== undefined', undefined, { timeout: 120_000 });
  const options = {
    engine,
    method,
    dtype: values.dtype,
    device: values.device,
    passages: Number(values.passages),
    calls: Number(values.calls),
  };
  /** @type {number[]} */
  const megabytes = [];
  const timer = setInterval(() => void rendererMemory().then((each) => megabytes.push(each)), 1000);
  try {
    // @ts-expect-error the page has the function
    const measured = await page.evaluate((given) => window.measure(given), options);
    const at = (/** @type {number} */ share) => megabytes[Math.floor(share * (megabytes.length - 1))];
    return { engine, method, ...measured, peakMB: Math.max(0, ...megabytes), MB: [0.2, 0.4, 0.6, 0.8, 1].map(at) };
  } finally {
    clearInterval(timer);
    await page.context().close();
  }
}

/** The resident memory of the page's process, which holds its workers too, in megabytes. Linux only. */
async function rendererMemory() {
  session ??= await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  const sizes = processInfo.filter(({ type }) => type === 'renderer').map(({ id }) => residentMegabytes(id));
  return Math.max(0, ...sizes);
}

/** @param {number} id of a process */
function residentMegabytes(id) {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) / 1000);
  } catch {
    return 0;
  }
}

/**
 * Serves the model, the kernels and the files of onnxruntime-web.
 *
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {() => void} next
 */
async function answer(request, response, next) {
  const { pathname } = new URL(request.url ?? '/', 'http://here');
  const found = Object.entries({
    '/model/': folder,
    '/kernels/': kernels,
    '/runtime/': join(root, 'node_modules/onnxruntime-web/dist'),
  }).find(([prefix]) => pathname.startsWith(prefix));
  if (!found) return next();
  const path = join(found[1], pathname.slice(found[0].length));
  const size = await stat(path).then(
    (each) => each.size,
    () => undefined,
  );
  if (size === undefined) return void response.writeHead(404).end();
  const type = path.endsWith('.mjs')
    ? 'text/javascript'
    : path.endsWith('.wasm')
      ? 'application/wasm'
      : 'application/octet-stream';
  response.writeHead(200, { 'content-length': size, 'content-type': type });
  if (request.method === 'HEAD') response.end();
  else createReadStream(path).pipe(response);
}
