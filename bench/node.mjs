/**
 * @file Compares `rankside/node` with the package in Chromium: milliseconds for 100 new passages of 160 tokens, every
 * passage scored by the model, two workers each, in turns.
 *
 *   node bench/node.mjs [--model base] [--rounds 7] [--also path/to/another/node,…]
 *
 * Each round asks every engine once, in an order that turns around from round to round. All stay loaded between rounds.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { join } from 'node:path';
import { chromium } from 'playwright';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { dist } from '../scripts/paths.mjs';
import { serve, strictHeaders } from '../scripts/serve.mjs';

const PASSAGES = 100;
/** Beside the two tokens that begin and end a passage. Each of the words below is one token. */
const WORDS = 158;
const TEXT = `river stone market winter paper cloud engine garden letter silver bridge window travel history water field
  music table horse road ship iron glass house light tower mountain forest island king army school church village`;
const CORES = 2;

/** @typedef {{ name: string, time: (round: number) => Promise<number>, close: () => Promise<void> }} Engine */

/** @param {number} round */
function passagesOf(round) {
  const words = TEXT.split(/\s+/);
  let state = round + 1;
  const next = () => words[(state = (state * 48_271) % 2_147_483_647) % words.length];
  return Array.from({ length: PASSAGES }, () => Array.from({ length: WORDS }, next).join(' '));
}

const QUERY = 'which bridge leads over the river';

if (process.send) await answerParent();
else await compare();

/** The other side of `nodeEngine`: a process that ranks when it is asked to. */
async function answerParent() {
  const { createReranker } = await import(pathToFileURL(join(dist, 'node.js')).href);
  const model = process.argv[2];
  const reranker = await createReranker({ model, strategy: 'exact', cores: CORES });
  process.on('message', (round) => void timeOf(/** @type {number} */ (round)));
  process.send?.({ ready: `Node ${process.versions.node}, ${reranker.report.engine}` });

  /** @param {number} round */
  async function timeOf(round) {
    const passages = passagesOf(round);
    const began = performance.now();
    await reranker.rerank(QUERY, passages);
    process.send?.({ ms: performance.now() - began });
  }
}

async function compare() {
  const { values } = parseArgs({
    options: {
      model: { type: 'string', default: 'base' },
      rounds: { type: 'string', default: '7' },
      also: { type: 'string', default: '' },
    },
  });
  await ensureBuilt();
  const paths = [process.execPath, ...values.also.split(',').filter(Boolean)];
  const engines = [await chromiumEngine(values.model)];
  for (const path of paths) engines.push(await nodeEngine(path, values.model));
  /** @type {number[][]} */
  const times = engines.map(() => []);
  for (let round = 0; round <= Number(values.rounds); round++) {
    const order = [...engines.keys()];
    for (const index of round % 2 === 0 ? order : order.reverse()) {
      const ms = await engines[index]?.time(round);
      if (round > 0 && ms !== undefined) times[index]?.push(ms); // the first round compiles
    }
  }
  for (const engine of engines) await engine.close();
  const [browserTimes = []] = times;
  console.log(`${values.model}, ${PASSAGES} passages, ${CORES} workers, ${values.rounds} rounds, ${processor()}`);
  for (const [index, { name }] of engines.entries()) {
    const own = times[index] ?? [];
    const ratios = own.map((ms, round) => ms / (browserTimes[round] ?? NaN));
    console.log(`${name}: ${text(own, 0)} ms, ${text(ratios, 2)} times Chromium's`);
  }
}

/** @param {string} model @returns {Promise<Engine>} */
async function chromiumEngine(model) {
  const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
  const server = await serve(dist);
  const page = await browser.newPage();
  page.setDefaultTimeout(0);
  await page.route(server.url, (route) =>
    route.fulfill({ body: '<!doctype html>', contentType: 'text/html', headers: strictHeaders }),
  );
  await page.goto(server.url);
  const engine = await page.evaluate(`(async () => {
    const { createReranker } = await import('/index.js');
    const options = { model: '${model}', device: 'wasm', cache: 'memory', strategy: 'exact', cores: ${String(CORES)} };
    globalThis.reranker = await createReranker(options);
    return reranker.report.engine;
  })()`);
  return {
    name: `Chromium ${browser.version()}, ${String(engine)}`,
    time: (round) =>
      page.evaluate(`(async () => {
        const passages = ${JSON.stringify(passagesOf(round))};
        const began = performance.now();
        await reranker.rerank('${QUERY}', passages);
        return performance.now() - began;
      })()`),
    async close() {
      await browser.close();
      await server.close();
    },
  };
}

/** @param {string} execPath @param {string} model @returns {Promise<Engine>} */
async function nodeEngine(execPath, model) {
  const child = fork(fileURLToPath(import.meta.url), [model], { execPath });
  const [{ ready }] = await once(child, 'message');
  return {
    name: ready,
    async time(round) {
      child.send(round);
      const [{ ms }] = await once(child, 'message');
      return ms;
    },
    async close() {
      child.kill();
      await once(child, 'exit');
    },
  };
}

/** The median, and the least and the greatest value. @param {number[]} values @param {number} digits */
function text(values, digits) {
  const sorted = [...values].sort((a, b) => a - b);
  const [least, middle, most] = [0, Math.floor(sorted.length / 2), sorted.length - 1].map((i) => sorted[i] ?? NaN);
  return `${middle?.toFixed(digits)} (${least?.toFixed(digits)} to ${most?.toFixed(digits)})`;
}

function processor() {
  return `${os.cpus()[0]?.model ?? 'unknown processor'}, ${String(os.cpus().length)} cores`;
}
