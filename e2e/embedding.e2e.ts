/** @file The package in pages whose bundler emits no file: `rankside copy`, the option `assets`, and other origins. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { dist, root } from '../scripts/paths.mjs';
import { answer, serve } from '../scripts/serve.mjs';
import { launchChromium, openPage } from './launch';

const copy = (...args: string[]) => promisify(execFile)(process.execPath, [join(dist, 'cli.js'), 'copy', ...args]);

let folder: string;
let browser: Browser;
let site: Awaited<ReturnType<typeof serve>>;

beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'rankside-embedding-'));
  await copy(join(folder, 'rankside'));
  // A bundle of a tool that leaves `new URL` as it is: code, and none of the files that it names.
  const code = (await readdir(dist)).filter((name) => name.endsWith('.js') && name !== 'worker.js');
  await Promise.all(code.map((name) => cp(join(dist, name), join(folder, 'bundle', name))));
  await cp(join(root, 'test/fixtures/models/tiny-late'), join(folder, 'tiny-late'), { recursive: true });
  await cp(join(root, 'e2e/embedding-page'), folder, { recursive: true });
  [browser, site] = await Promise.all([launchChromium(), serve(folder)]);
});
afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
  await rm(folder, { recursive: true, force: true });
});

type Task = {
  /** The URL of the folder with the entries. */
  readonly from: string;
  readonly options?: Record<string, unknown>;
  /** Entries whose parts are added. */
  readonly add?: readonly 'onnx'[];
  /** The URL of the worker's script. Default: the package's own. */
  readonly script?: string;
};

/** Ranks in the page; see `embedding-page/rank.js`. */
function rankIn(page: Page, task: Task): Promise<string> {
  return page.evaluate(
    (given) => (globalThis as unknown as { rankWith: (task: Task) => Promise<string> }).rankWith(given),
    task,
  );
}

async function openAt(url: string): Promise<Awaited<ReturnType<typeof openPage>>> {
  const opened = await openPage(browser);
  await opened.page.goto(url);
  await opened.page.waitForFunction(() => 'rankWith' in globalThis);
  return opened;
}

describe('rankside copy', () => {
  test('copies every entry, the licences, the kernels, base and fast, and nothing else', async () => {
    const names = await readdir(join(folder, 'rankside'));
    const needed = ['index.js', 'element.js', 'fetch.js', 'remote.js', 'react.js', 'worker.js', 'errors.js'];
    expect(names).toEqual(expect.arrayContaining([...needed, 'LICENSE', 'NOTICE', 'THIRD-PARTY-LICENCES.txt']));
    expect(names.filter((name) => /^(cli|types|runtime)/.test(name))).toEqual([]);
    expect((await readdir(join(folder, 'rankside/models'))).sort()).toEqual(['base', 'fast']);
  });

  test('copies what was asked for', async () => {
    await copy(join(folder, 'more'), '--models', 'fast', '--onnx');
    expect(await readdir(join(folder, 'more/models'))).toEqual(['fast']);
    expect(existsSync(join(folder, 'more/runtime/ort-wasm-simd-threaded.jspi.wasm'))).toBe(true);
  });

  test.each([
    [['index.html'], 'it is a file; name a folder'],
    [['new', '--models', 'large'], 'Expected --models to name some of base, fast, got "large"'],
  ])('refuses %j', async ([name, ...args], message) => {
    const failure: unknown = await copy(join(folder, name!), ...args).catch((error: unknown) => error);
    expect((failure as { stderr: string }).stderr).toContain(message);
  });
});

describe('a bundle without the package’s files', () => {
  test('works with `assets`, which also finds the worker and the pool’s', async () => {
    const { page, problems } = await openAt(site.url);
    const options = { assets: '/rankside/', cores: 2 };
    expect(await rankIn(page, { from: `${site.url}bundle/`, options })).toMatch(/^1 rankside-kernel\/.* 2$/);
    expect(problems).toEqual([]);
  });

  test('without options is an error that names the URL, what to do, the policy and the page of the docs', async () => {
    const { page } = await openAt(site.url);
    const text = await rankIn(page, { from: `${site.url}bundle/` });
    expect(text).toMatch(/^worker-lost: /);
    expect(text).toContain(`${site.url}bundle/worker.js`);
    expect(text).toContain('pass `assets: "/rankside/"`');
    expect(text).toContain("worker-src 'self'");
    expect(text).toContain('docs/bundlers.md');
  });

  test.each([
    ['/nowhere/', /worker-lost: .*nowhere\/worker\.js.*npx rankside copy/],
    ['/bundle/', /worker-lost: .*bundle\/worker\.js/],
  ])('with a wrong folder %s names the URL that was asked for', async (assets, message) => {
    const { page } = await openAt(site.url);
    expect(await rankIn(page, { from: `${site.url}bundle/`, options: { assets } })).toMatch(message);
  });

  test('names the file that was not copied', async () => {
    const { page } = await openAt(site.url);
    const from = `${site.url}rankside/`;
    const options = { model: new URL('/tiny-late/', site.url).href, device: 'wasm', dtype: 'fp32' };
    const fp32 = await rankIn(page, { from, add: ['onnx'], options: { ...options, assets: '/rankside/' } });
    expect(fp32).toMatch(
      /no-candidate: .*onnxruntime-web from .*rankside\/runtime\/.*npx rankside copy <folder> --onnx/,
    );
  });

  test.each([
    [
      { device: 'wasm', dtype: 'fp32', model: 'tiny-late/' },
      /Cannot run tiny-late on wasm with fp32: .*import { onnx } from "rankside\/onnx"/,
    ],
  ])('says for %j which entry to import', async (options, message) => {
    const { page } = await openAt(site.url);
    const model = site.url + options.model;
    expect(await rankIn(page, { from: `${site.url}rankside/`, options: { ...options, model } })).toMatch(message);
  });
});

describe('another origin', () => {
  /** Serves the folder as a content delivery network does. */
  async function serveForAll() {
    const headers = { 'Access-Control-Allow-Origin': '*' };
    const server = createServer((request, response) => void answer(folder, request, response, headers));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${port}/`, close: () => (server.closeAllConnections(), server.close()) };
  }

  test('serves the entry, or only the files, to a page of a third', async () => {
    const [cdn, page3] = [await serveForAll(), await serveForAll()];
    const { page, problems } = await openAt(page3.url);
    expect(await rankIn(page, { from: `${cdn.url}rankside/`, options: { cores: 2 } })).toMatch(/^1 .* 2$/);
    const options = { assets: `${cdn.url}rankside`, cores: 2 };
    expect(await rankIn(page, { from: `${page3.url}bundle/`, options })).toMatch(/^1 .* 2$/);
    expect(problems).toEqual([]);
    cdn.close();
    page3.close();
  });

  test('gets no cookie when a file of the page’s own origin is redirected to it', async () => {
    const cookies: Record<'home' | 'other', (string | undefined)[]> = { home: [], other: [] };
    const listen = async (handle: RequestListener) => {
      const server = createServer(handle);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      return { url: `http://127.0.0.1:${port}/`, close: () => (server.closeAllConnections(), server.close()) };
    };
    const other = await listen((request, response) => {
      cookies.other.push(request.headers.cookie, request.headers.authorization);
      void answer(folder, request, response, { 'Access-Control-Allow-Origin': '*' });
    });
    const home = await listen((request, response) => {
      if (!request.url!.startsWith('/moved/')) return void answer(folder, request, response, {});
      cookies.home.push(request.headers.cookie);
      response.writeHead(302, { Location: other.url + request.url!.slice('/moved/'.length) }).end();
    });
    const { page } = await openAt(home.url);
    await page.evaluate(() => void (document.cookie = 'secret=1; path=/'));
    const options = { model: `${home.url}moved/tiny-late/`, assets: '/rankside/', device: 'wasm', cache: 'memory' };
    expect(await rankIn(page, { from: `${home.url}rankside/`, options })).toMatch(/^[01] rankside-kernel/);
    expect(cookies.home).toContain('secret=1');
    expect(new Set(cookies.other)).toEqual(new Set([undefined]));
    home.close();
    other.close();
  });
});

describe('rankside/onnx', () => {
  test('joins the parts of the build for browsers that cannot suspend WebAssembly', async () => {
    await copy(join(folder, 'full'), '--all');
    await writeFile(join(folder, 'full/no-jspi.js'), 'delete WebAssembly.Suspending;\n');
    await writeFile(join(folder, 'full/old-worker.js'), "import './no-jspi.js';\nimport './worker.js';\n");
    const { page, requests, problems } = await openAt(site.url);
    const options = { model: `${site.url}tiny-late/`, device: 'webgpu', dtype: 'fp32' };
    const script = `${site.url}full/old-worker.js`;
    const answer = await rankIn(page, { from: `${site.url}full/`, options, add: ['onnx'], script });
    expect(answer).toMatch(/^[01] onnxruntime-web\/asyncify@/);
    const fetched = requests.filter((url) => url.endsWith('.wasm') && url.includes('/runtime/'));
    expect(fetched.map((url) => url.split('/').at(-1)).sort()).toEqual(
      [1, 2].map((part) => `ort-wasm-simd-threaded.asyncify.${part}.wasm`),
    );
    expect(problems).toEqual([]);
  });
});
