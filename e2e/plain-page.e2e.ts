/** @file A page without a bundler, under the strict content security policy, with only the files of `rankside copy`. */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright';
import type { Browser, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureBuilt } from '../scripts/build.mjs';
import { ensureChromium } from '../scripts/chromium.mjs';
import { dist, root } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';
import type { CreateOptions, createReranker, RerankerReport } from '../src/index';
import type { onnx } from '../src/onnx';
import { foreignRequests, launchChromium, openPage } from './launch';

const query = 'how long do cats sleep';
const passages = [
  'The bond energy of nitrogen is very high, which makes it inert.',
  'A mortgage is a loan secured by a house.',
  'Cats sleep for most of the day, up to sixteen hours.',
  'Kittens and adult felines rest a lot because hunting takes much energy.',
];

let folder: string;
let browser: Browser;
beforeAll(async () => {
  await ensureBuilt();
  folder = await mkdtemp(join(tmpdir(), 'rankside-page-'));
  await cp(join(root, 'e2e/plain-page'), folder, { recursive: true });
  await cp(join(root, 'test/fixtures/models/tiny-cross'), join(folder, 'tiny-cross'), { recursive: true });
  await cp(join(root, 'test/fixtures/hub/tiny/bert'), join(folder, 'tiny-bert'), { recursive: true });
  await promisify(execFile)(process.execPath, [join(dist, 'cli.js'), 'copy', '--onnx', join(folder, 'rankside')]);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

type Answer = { readonly order: number[]; readonly scores: number[]; readonly report: RerankerReport };
/** The global that the page defines. */
type Global = { createReranker: typeof createReranker; onnx: typeof onnx };

async function rankIn(page: Page, options: CreateOptions = {}): Promise<Answer> {
  await page.waitForFunction(() => 'createReranker' in globalThis);
  return page.evaluate(
    async ([given, asked, texts]) => {
      const { createReranker: create, onnx: runtime } = globalThis as unknown as Global;
      const reranker = await create({ runtimes: [runtime()], ...given });
      const { results } = await reranker.rerank(asked, texts);
      const { report } = reranker;
      await reranker.dispose();
      return { order: results.map((row) => row.index), scores: results.map((row) => row.score!), report };
    },
    [options, query, passages] as const,
  );
}

describe('a page without a bundler', () => {
  test('ranks without options, requests only its own origin, and downloads no model on a second visit', async () => {
    const server = await serve(folder);
    const { page, requests, problems } = await openPage(browser);
    await page.goto(server.url);
    const first = await rankIn(page);
    expect(first.order.slice(0, 2)).toEqual([2, 3]);
    expect(first.report).toMatchObject({ model: 'base', device: 'wasm', dtype: 'int8', storage: 'persistent' });
    expect(first.report.engine).toMatch(/^rankside-kernel\/relaxed@/);
    expect(requests.filter((url) => url.includes('/runtime/'))).toEqual([]);
    expect(first.report.selfTest.pairs).toBeGreaterThan(8);
    const weights = () => requests.filter((url) => url.endsWith('weights.bin')).length;
    expect(weights()).toBe(2); // One of the main model, one of the first-pass model.
    await page.reload();
    expect((await rankIn(page)).scores).toEqual(first.scores);
    expect(weights()).toBe(2); // One of the main model, one of the first-pass model.
    expect(foreignRequests(requests, server.url)).toEqual([]);
    expect(problems).toEqual([]);
    await server.close();
  });

  test('uses the threads of onnxruntime-web under cross-origin isolation, with the same scores', async () => {
    const model = 'tiny-cross/';
    const [plain, isolated] = [await serve(folder), await serve(folder, { isolated: true })];
    const { page, problems } = await openPage(browser);
    await page.goto(plain.url);
    const one = await rankIn(page, { model, cores: 2 });
    await page.goto(isolated.url);
    const two = await rankIn(page, { model, cores: 2 });
    expect([one.report.threads, two.report.threads]).toEqual([1, 2]);
    expect(two.scores).toEqual(one.scores);
    expect(problems).toEqual([]);
    await Promise.all([plain.close(), isolated.close()]);
  });
});

describe('a cross-encoder in a folder of the hub’s layout', () => {
  test('runs on the kernel, in a pool, and requests nothing of onnxruntime-web', async () => {
    const server = await serve(folder);
    const { page, requests } = await openPage(browser);
    await page.goto(server.url);
    const { report, order } = await rankIn(page, { model: 'tiny-bert/', cores: 2 });
    expect(report).toMatchObject({ model: 'tiny-bert', method: 'cross-encoder', device: 'wasm', workers: 2 });
    expect(report.engine).toMatch(/^rankside-kernel\/relaxed@/);
    expect(order).toHaveLength(passages.length);
    expect(requests.some((url) => url.endsWith('/model_quantized.onnx'))).toBe(true);
    expect(requests.filter((url) => url.includes('/runtime/'))).toEqual([]);
    const waiting = report.candidates.filter(({ runtime }) => runtime === 'onnx').map(({ state }) => state);
    expect(new Set(waiting)).toEqual(new Set(['not-tried']));
    await server.close();
  });
});

describe('a browser without WebGPU', () => {
  test('runs on WASM and reports why, also if WebGPU is requested', async () => {
    const server = await serve(folder);
    const plain = await chromium.launch({
      executablePath: ensureChromium(),
      args: ['--no-sandbox', '--disable-gpu', '--disable-features=WebGPU,Vulkan', '--disable-background-networking'],
    });
    const { page } = await openPage(plain);
    await page.goto(server.url);
    const { report } = await rankIn(page);
    const gpu = report.candidates.find((candidate) => candidate.device === 'webgpu');
    expect(gpu?.reason).toMatch(/WebGPU/);
    const requested = await rankIn(page, { device: 'webgpu' });
    expect(requested.report.device).toBe('wasm');
    expect(requested.report.warnings.join()).toMatch(/Cannot run base on webgpu: .*WebGPU.*; WASM is used/);
    await plain.close();
    await server.close();
  });
});

describe('importing the entry in Node', () => {
  test('uses no browser global', async () => {
    const script = `import(${JSON.stringify(join(dist, 'index.js'))}).then((entry) => console.log(typeof entry.createReranker))`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
    expect(stdout.trim()).toBe('function');
  });
});
