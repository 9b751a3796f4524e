/**
 * @file `node bench/gpu.mjs`: compares the kernel on WebGPU with the kernel on WASM in Chromium: the logits of real
 * pairs, the time until a model is ready, and the time for ten passages.
 *
 * The adapter is Chromium's software one unless `--hardware` is given; on it, only correctness and the times of WebGPU
 * engines relative to each other mean something. The two builds of the kernel on WASM are compared too: they differ by
 * the rounding of floats alone. `--wasm-only` compares nothing else. `--onnx <folder>` adds a model in a folder with a
 * variant in fp32 for onnxruntime-web's WebGPU.
 */
import { readFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { chromium } from 'playwright';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { dist, root } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env['RANKSIDE_DATA'] ?? '../shared/data/eval' },
    set: { type: 'string', default: 'dl19' },
    models: { type: 'string', default: 'fast,base' },
    queries: { type: 'string', default: '20' },
    passages: { type: 'string', default: '10' },
    onnx: { type: 'string' },
    hardware: { type: 'boolean', default: false },
    'wasm-only': { type: 'boolean', default: false },
  },
});

await ensureBuilt();
const lists = await readLists();
const server = await serve(dist);
const models = values.onnx === undefined ? undefined : await serve(resolve(values.onnx));
const flags = values.hardware ? ['--enable-unsafe-webgpu', '--enable-features=Vulkan', '--no-sandbox'] : chromiumFlags;
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...flags] });
const page = await (await browser.newContext({ bypassCSP: true })).newPage();
await page.goto(`${server.url}models/fast/card.json`);
process.stdout.write(`${cpus()[0]?.model ?? 'unknown processor'}, ${lists.length} queries of ${values.set}\n`);
for (const model of values.models.split(',')) {
  const wasm = await run({ model, device: 'wasm' });
  reportDifferences('plain SIMD against relaxed SIMD', await withPlainSimd(() => run({ model, device: 'wasm' })), wasm);
  if (!values['wasm-only']) report(model, await run({ model, device: 'webgpu' }), wasm);
}
if (models) report(values.onnx, await run({ model: models.url, device: 'webgpu', dtype: 'fp32' }));
await browser.close();
await Promise.all([server.close(), models?.close()]);

/** The first passages that BM25 finds for the first queries. */
async function readLists() {
  const folder = resolve(root, values.data, values.set);
  const corpus = gunzipSync(await readFile(join(folder, 'corpus.jsonl.gz'))).toString();
  const texts = new Map(jsonLines(corpus).map(({ _id, text }) => [_id, text]));
  const queries = jsonLines(await readFile(join(folder, 'queries.jsonl'), 'utf8')).slice(0, Number(values.queries));
  /** @type {Map<string, string[]>} */
  const run = new Map();
  for (const line of (await readFile(join(folder, 'run.bm25.trec'), 'utf8')).split('\n')) {
    const [query = '', , passage = ''] = line.split(/\s+/);
    run.set(query, [...(run.get(query) ?? []), passage]);
  }
  return queries.map(({ _id, text }) => {
    const passages = (run.get(_id) ?? []).slice(0, Number(values.passages)).map((id) => texts.get(id) ?? '');
    return { query: text, passages };
  });
}

/**
 * @param {string} text
 * @returns {{ _id: string, text: string }[]}
 */
function jsonLines(text) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

/**
 * Ranks every list once in the page.
 *
 * @param {{ model: string, device: 'wasm' | 'webgpu', dtype?: string }} options
 * @returns {Promise<{ readyMs: number, listMs: number[], logits: number[][], report: Record<string, unknown> }>}
 */
function run(options) {
  return page.evaluate(
    async ({ url, lists, model, device, dtype }) => {
      const { createReranker } = await import(`${url}index.js`);
      const { onnx } = await import(`${url}onnx.js`);
      const started = performance.now();
      const reranker = await createReranker({
        ...{ model, device, strategy: 'exact', cache: 'memory', assets: url, hangMs: 600_000 },
        ...(dtype ? { dtype, runtimes: [onnx()] } : {}),
      });
      const readyMs = performance.now() - started;
      const logits = [];
      const listMs = [];
      for (const { query, passages } of lists) {
        const { results, stats } = await reranker.rerank(query, passages, { fusion: 'none' });
        const own = new Array(passages.length);
        for (const { index, logit } of results) own[index] = logit;
        logits.push(own);
        listMs.push(stats.timings.runMs);
      }
      const { engine, adapter, warnings } = reranker.report;
      await reranker.dispose();
      return { readyMs, listMs, logits, report: { engine, adapter, warnings } };
    },
    { url: server.url, lists, ...options },
  );
}

/**
 * @param {string} model
 * @param {Awaited<ReturnType<typeof run>>} gpu
 * @param {Awaited<ReturnType<typeof run>>} [wasm] the results to compare with
 */
function report(model, gpu, wasm) {
  const lines = [
    `${model}: ${String(gpu.report['engine'])}, ready after ${seconds(gpu.readyMs)}, a list of ${values.passages} in ${seconds(median(gpu.listMs))} (median)`,
  ];
  if (wasm) {
    const list = seconds(median(wasm.listMs));
    lines.push(`  ${String(wasm.report['engine'])}: ready after ${seconds(wasm.readyMs)}, a list in ${list}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  if (wasm) reportDifferences('WebGPU against WASM', gpu, wasm);
}

/** @typedef {{ readonly logits: readonly (readonly number[])[] }} Ranked */

/**
 * @param {string} name
 * @param {Ranked} one
 * @param {Ranked} other
 */
function reportDifferences(name, one, other) {
  const differences = one.logits.flatMap((list, l) =>
    list.map((logit, i) => Math.abs(logit - (other.logits[l]?.[i] ?? NaN))),
  );
  const taus = one.logits.map((list, l) => kendall(list, other.logits[l] ?? []));
  process.stdout.write(
    `  ${name}, ${differences.length} logits: mean difference ${mean(differences).toFixed(5)}, largest ` +
      `${Math.max(...differences).toFixed(5)}; Kendall's tau: mean ${mean(taus).toFixed(4)}, least ` +
      `${Math.min(...taus).toFixed(4)}\n`,
  );
}

/**
 * Runs `work` with the plain build of the kernel in place of the one with relaxed SIMD.
 *
 * @template T
 * @param {() => Promise<T>} work
 */
async function withPlainSimd(work) {
  const [relaxed, plain] = ['**/encoder.relaxed.wasm', join(dist, 'kernels', 'encoder.simd.wasm')];
  await page.context().route(relaxed, (route) => route.fulfill({ path: plain, contentType: 'application/wasm' }));
  const result = await work();
  await page.context().unroute(relaxed);
  return result;
}

/**
 * Kendall's tau-a of two lists of scores.
 *
 * @param {readonly number[]} a
 * @param {readonly number[]} b
 */
function kendall(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < i; j++) sum += Math.sign(a[i] - a[j]) * Math.sign(b[i] - b[j]);
  }
  return (2 * sum) / (a.length * (a.length - 1));
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

/** @param {readonly number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(2)} s`;
}
