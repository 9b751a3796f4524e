/** @file The package as its users get it: packed, installed and bundled by Vite, without options. */
import { cp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from '../scripts/serve.mjs';
import type { ConsumerProject } from './consumer-project';
import { createConsumerProject } from './consumer-project';
import { foreignRequests, launchChromium, openPage } from './launch';

let browser: Browser;
let project: ConsumerProject;

beforeAll(async () => {
  [browser, project] = await Promise.all([launchChromium(), createConsumerProject()]);
});

afterAll(async () => {
  await browser.close();
  await project.remove();
});

describe('a consumer’s app', () => {
  test('imports the entry in Node, as server-side rendering does', async () => {
    const code = "import('rankside').then((module) => console.log(typeof module.createReranker))";
    expect(await project.node(['--input-type=module', '--eval', code])).toBe('function\n');
  });

  test.each(['bundler', 'nodenext'])(
    'compiles under moduleResolution %s, including the declarations of libraries',
    async (resolution) => {
      expect(await project.typecheck(resolution)).toBe('');
    },
  );

  test('compiles every entry where `lib` is ES2022 and the declarations of libraries are checked', async () => {
    expect(await project.typecheck('bundler', 'names.ts', 'es2022,dom')).toBe('');
  });

  test('reranks after `vite build`, under a strict content security policy', async () => {
    await project.build();
    await expectRankingAt(join(project.folder, 'dist'));
  });

  test('emits at most 26 MB, no file over 24 MB, and nothing of what has an entry of its own', async () => {
    await project.build('--outDir', 'lean');
    const files = await filesIn(join(project.folder, 'lean'));
    expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(26e6);
    expect(Math.max(...files.map(({ bytes }) => bytes))).toBeLessThanOrEqual(24e6);
    expect(files.map(({ name }) => name).filter((name) => /ort-|model-|\.map$/.test(name))).toEqual([]);
  });

  test('emits code alone for the error class', async () => {
    const main = join(project.folder, 'main.js');
    const before = await readFile(main, 'utf8');
    await writeFile(main, "import { isRerankError } from 'rankside/errors';\nconsole.log(isRerankError(1));\n");
    await project.build('--outDir', 'names').finally(() => writeFile(main, before));
    const names = (await filesIn(join(project.folder, 'names'))).map(({ name }) => extname(name));
    expect(names.sort()).toEqual(['.html', '.js']);
  });

  test('reranks by transformers.js, which only an app that asks for it emits', async () => {
    const main = join(project.folder, 'main.js');
    const before = await readFile(main, 'utf8');
    const fixture = fileURLToPath(new URL('../test/fixtures/hub/tiny/electra', import.meta.url));
    await cp(fixture, join(project.folder, 'public/electra'), { recursive: true });
    await writeFile(main, before.replace(/^import .*$/m, TRANSFORMERS).replace('createReranker()', 'create()'));
    await project.build('--outDir', 'transformers').finally(() => writeFile(main, before));
    await rm(join(project.folder, 'public'), { recursive: true });
    const server = await serve(join(project.folder, 'transformers'));
    const { page, requests } = await openPage(browser);
    await page.goto(server.url);
    const output = page.locator('output:not(:empty)');
    await output.waitFor({ timeout: 120_000 });
    expect(JSON.parse((await output.textContent())!)).toMatchObject({ complete: true, model: 'electra' });
    expect(foreignRequests(requests, server.url)).toEqual([]);
    expect(requests.filter((url) => /base|fast|encoder/.test(url))).toEqual([]);
    await page.context().close();
    await server.close();
    const lean = await filesIn(join(project.folder, 'lean'));
    expect(lean.map(({ name }) => name).filter((name) => name.includes('transformers'))).toEqual([]);
  });

  test('reranks where small files became `data:` URLs, which the policy forbids to fetch', async () => {
    await project.build('--outDir', 'inlined', '--assetsInlineLimit', '20000');
    const names = (await filesIn(join(project.folder, 'inlined'))).map(({ name }) => name);
    expect(names.filter((name) => /\.wasm$|\.onnx$/.test(name))).toEqual([]);
    await expectRankingAt(join(project.folder, 'inlined'));
  });

  test('reranks under `vite dev`, where dependencies are pre-bundled', async () => {
    const server = await project.dev();
    try {
      await expectRanking(server.url);
    } finally {
      await server.stop();
    }
  });
});

/** In place of the import of an app: a folder of a hub's layout, run by transformers.js on WASM. */
const TRANSFORMERS = `
import { createReranker } from 'rankside';
import { onnx } from 'rankside/onnx';
import { transformers } from 'rankside/transformers';
const engine = transformers({ dtype: 'fp32', device: 'wasm' });
const create = () => createReranker({ model: '/electra/', engine, runtimes: [onnx()] });
`;

async function filesIn(folder: string): Promise<{ readonly name: string; readonly bytes: number }[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async ({ name, parentPath }) => ({ name, bytes: (await stat(join(parentPath, name))).size })),
  );
}

async function expectRankingAt(folder: string): Promise<void> {
  const server = await serve(folder);
  try {
    await expectRanking(server.url);
  } finally {
    await server.close();
  }
}

async function expectRanking(url: string): Promise<void> {
  const { page, requests, problems } = await openPage(browser);
  await page.goto(url);
  const output = page.locator('output:not(:empty)');
  await output.waitFor({ timeout: 120_000 });
  const text = (await output.textContent()) ?? '';
  expect(problems).toEqual([]);
  expect(text).not.toMatch(/^failed/);
  const answer: unknown = JSON.parse(text);
  expect(answer).toMatchObject({ complete: true, model: 'base', device: 'wasm' });
  expect((answer as { ranking: number[] }).ranking[0]).toBe(1);
  expect(foreignRequests(requests, url)).toEqual([]);
  await page.context().close();
}
