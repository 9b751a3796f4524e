/**
 * @file Measures what a fresh Vite app with the first example of the README emits, and what visitors fetch. The table
 * in the README is this test's snapshot: `npm run e2e -- e2e/build-sizes.e2e.ts -u` writes it anew.
 */
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { chromium } from 'playwright';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { dist, root } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';
import type { ConsumerProject } from './consumer-project';
import { createConsumerProject } from './consumer-project';

type Emitted = { readonly name: string; readonly part: string; readonly bytes: number; readonly brotli: number };
/** The names of files: those before the first ranking, and those until the main model has ranked as well. */
type Fetched = { readonly first: ReadonlySet<string>; readonly all: ReadonlySet<string>; readonly gpu: string };
/** Flags of the browser, and code in front of the worker's script. */
type Device = { readonly flags: readonly string[]; readonly workerStart?: string };

/** The parts of the table in its order, and the patterns of their names for files that are no model's. */
const PARTS = {
  'page and its script, with the code of the app': /^index.*\.(html|js)$/,
  worker: /^worker.*\.js$/,
  'WASM kernel, relaxed SIMD': /^encoder\.relaxed/,
  'WASM kernel, SIMD': /^encoder\.simd/,
};
const TOKENIZER = 'tokenizer of both models';
const GRAPHS = 'graphs of both models, for `rankside/onnx`';
/** Ranks while `base` is held back, and says so. */
const STREAMING = `
import { createReranker } from 'rankside';
const reranker = await createReranker();
for await (const event of reranker.stream('cats', ['Cats sleep all day.', 'A kettle boils.'])) {
  if (event.kind === 'ranking') document.title = 'first';
  if (event.kind === 'done') document.title = 'done';
}
document.body.dataset.gpu = JSON.stringify(reranker.report.candidates.filter(({ device }) => device === 'webgpu'));
`;
/** Makes the software adapter look like hardware, which is not left out from the start. */
const HARDWARE = `
const pretended = { vendor: 'nvidia', architecture: 'ampere', description: '', isFallbackAdapter: false };
for (const [name, value] of Object.entries(pretended))
  Object.defineProperty(GPUAdapterInfo.prototype, name, { get: () => value });
`;

let project: ConsumerProject;

beforeAll(async () => {
  project = await createConsumerProject();
});
afterAll(() => project.remove());

test('a fresh Vite app emits and fetches what the README says', async () => {
  const readme = await readFile(join(root, 'README.md'), 'utf8');
  const example = /```ts\n([^]*?)```/.exec(readme)![1]!;
  const emitted = await buildApp(example, 'example');
  const total = emitted.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(total).toBeLessThanOrEqual(26e6);
  const streaming = await buildApp(STREAMING, 'streaming');
  const without = await fetchedWith(streaming, { flags: ['--disable-gpu', '--disable-features=WebGPU,Vulkan'] });
  const withGpu = await fetchedWith(streaming, { flags: chromiumFlags, workerStart: HARDWARE });
  expect(without.gpu).toContain('not-tried');
  expect(withGpu.gpu).not.toContain('not-tried');
  const parts = new Set(emitted.map(({ part }) => part));
  const order = [...Object.keys(PARTS), TOKENIZER, '`fast`', '`base`', GRAPHS];
  expect([...parts].filter((part) => !order.includes(part))).toEqual([]);
  const rows = order.map((part) => rowOf(part, { emitted, streaming, devices: [without, withGpu] }));
  const table = [
    `A fresh Vite app with the code above emits ${grouped(total)} bytes in ${emitted.length} files:`,
    '',
    '| part | bytes | brotli | fetched without a GPU | fetched with a GPU |',
    '|---|---:|---:|---|---|',
    ...rows,
    sumOf('before the first ranking', streaming, (fetched) => fetched.first, [without, withGpu]),
    sumOf('in all', streaming, (fetched) => fetched.all, [without, withGpu]),
  ].join('\n');
  const updated = readme.replace(/A fresh Vite app with the code above emits [^]*?(?=\n\n[^|])/, () => table);
  await expect(updated).toMatchFileSnapshot('../README.md');
});

test('the page entry is at most 14 kB as brotli, without what Vite adds to an app', async () => {
  const config = 'export default { build: { modulePreload: { polyfill: false } } };\n';
  await writeFile(join(project.folder, 'plain.config.js'), config);
  const code = "import { createReranker } from 'rankside';\nvoid createReranker();\n";
  const emitted = await buildApp(code, 'entry', '--config', 'plain.config.js');
  const entry = emitted.find(({ name }) => /^index.*\.js$/.test(name))!;
  expect(entry.brotli).toBeLessThanOrEqual(14_000);
});

/** Builds an app with this code, by default without configuration. */
async function buildApp(code: string, outDir: string, ...options: string[]): Promise<readonly Emitted[]> {
  await writeFile(join(project.folder, 'main.js'), code);
  await project.build('--outDir', outDir, ...options);
  const folder = join(project.folder, outDir);
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const models = await modelFiles();
  return Promise.all(
    names.map(async ({ name, parentPath }) => {
      const bytes = await readFile(join(parentPath, name));
      return { name, part: partOf(name, bytes, models), bytes: bytes.length, brotli: brotliBytes(bytes) };
    }),
  );
}

type ModelFile = { readonly path: string; readonly model: string; readonly bytes: Buffer };

async function modelFiles(): Promise<readonly ModelFile[]> {
  const all = ['fast', 'base'].map(async (model) => {
    const names = await readdir(join(dist, 'models', model));
    return Promise.all(
      names.map(async (path) => ({ path, model, bytes: await readFile(join(dist, 'models', model, path)) })),
    );
  });
  return (await Promise.all(all)).flat();
}

function partOf(name: string, bytes: Buffer, models: readonly ModelFile[]): string {
  if (name.endsWith('.onnx')) return GRAPHS;
  if (name.startsWith('tokenizer')) return TOKENIZER;
  const known = Object.entries(PARTS).find(([, pattern]) => pattern.test(name))?.[0];
  const model = models.find((file) => file.bytes.equals(bytes))?.model;
  return known ?? (model === undefined ? name : `\`${model}\``);
}

/** Opens the built page. The weights of `base` are held back until the first ranking is there. */
async function fetchedWith(emitted: readonly Emitted[], { flags, workerStart }: Device): Promise<Fetched> {
  // The server knows of a request before the page has its answer, which events of the browser do not promise.
  const names = new Set<string>();
  const onRequest = (path: string): void => void names.add(basename(path) || 'index.html');
  const server = await serve(join(project.folder, 'streaming'), { onRequest });
  const browser: Browser = await chromium.launch({
    executablePath: ensureChromium(),
    args: ['--no-sandbox', ...flags],
  });
  const context = await browser.newContext();
  let release = (): void => undefined;
  const ranked = new Promise<void>((resolve) => (release = resolve));
  const held = emitted.find(({ part, name }) => part === '`base`' && name.startsWith('weights'))!.name;
  await context.route(`**/${held}`, async (route) => {
    await ranked;
    await route.continue();
  });
  if (workerStart !== undefined) {
    await context.route('**/worker-*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${workerStart}${await response.text()}` });
    });
  }
  try {
    const page = await context.newPage();
    await page.goto(server.url);
    await page.waitForFunction(() => document.title === 'first', undefined, { timeout: 120_000 });
    const first = new Set(names);
    release();
    await page.waitForFunction(() => document.title === 'done', undefined, { timeout: 120_000 });
    const gpu = await page.locator('body[data-gpu]').getAttribute('data-gpu');
    return { first, all: new Set(names), gpu: gpu! };
  } finally {
    release();
    await browser.close();
    await server.close();
  }
}

type Rows = {
  readonly emitted: readonly Emitted[];
  readonly streaming: readonly Emitted[];
  readonly devices: readonly Fetched[];
};

function rowOf(part: string, { emitted, streaming, devices }: Rows): string {
  const files = emitted.filter((file) => file.part === part);
  const names = streaming.filter((file) => file.part === part).map(({ name }) => name);
  const cells = devices.map(({ first, all }) => {
    const fetched = names.filter((name) => all.has(name));
    if (fetched.length === 0) return 'no';
    // The directory of `base`, a small file, may come before or after.
    return fetched.every((name) => first.has(name)) ? 'before the first ranking' : 'after it';
  });
  const [bytes, brotli] = [sum(files, 'bytes'), sum(files, 'brotli')];
  return `| ${[part, grouped(bytes), kilobytes(brotli), ...cells].join(' | ')} |`;
}

function sumOf(
  what: string,
  emitted: readonly Emitted[],
  fetchedOf: (fetched: Fetched) => ReadonlySet<string>,
  devices: readonly Fetched[],
): string {
  const cells = devices.map((device) => {
    const files = emitted.filter(({ name }) => fetchedOf(device).has(name));
    return `${megabytes(sum(files, 'bytes'))}, ${megabytes(sum(files, 'brotli'))} as brotli`;
  });
  return `| fetched ${what} | | | ${cells.join(' | ')} |`;
}

function sum(files: readonly Emitted[], key: 'bytes' | 'brotli'): number {
  return files.reduce((total, file) => total + file[key], 0);
}

/** Weights get the quality that servers use for answers, because the best one takes most of a minute. */
function brotliBytes(bytes: Buffer): number {
  const quality = bytes.length > 1e6 ? 5 : constants.BROTLI_MAX_QUALITY;
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: quality,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  return brotliCompressSync(bytes, { params }).length;
}

const grouped = (bytes: number): string => bytes.toLocaleString('en-US');
const kilobytes = (bytes: number): string => `${grouped(Math.round(bytes / 1000))} kB`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
