/**
 * @file Measures the demo with a large library: 500 files, 20,000 passages. Prints the time to read and index them, the
 * memory, the time from a keystroke to the hits by words and to the model's order, and the longest task of the page, in
 * wall-clock and processor time.
 *
 * `node bench/library-figures.mjs [--files 500] [--sections 40] [--model fast] [--prepare]`; with `--prepare` it waits
 * for all vectors before it types.
 */
import { readFileSync, readdirSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { demoDist } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';
import { watchTasks } from './task-times.mjs';

const { values } = parseArgs({
  options: {
    files: { type: 'string', default: '500' },
    sections: { type: 'string', default: '40' },
    model: { type: 'string', default: 'base' },
    prepare: { type: 'boolean', default: false },
  },
});
const [files, sections] = [Number(values.files), Number(values.sections)];

await ensureBuilt({ demo: true });
const { url, close } = await serve(demoDist);
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
const page = await browser.newPage();
page.setDefaultTimeout(3_600_000);
const system = await browser.newBrowserCDPSession();

await page.addInitScript((model) => {
  localStorage.setItem('rankside-demo:welcomed', 'yes');
  localStorage.setItem('rankside-demo:settings', JSON.stringify({ model }));
}, values.model);
await page.goto(url);
await page.locator('#model-summary', { hasText: ' on ' }).waitFor();
const before = await memory();

await page.evaluate(makeLibrary, { files, sections, vocabulary: vocabulary() });
const whileIndexing = await watchTasks(system);
const indexMs = await page.evaluate(dropLibrary);
const duringIndex = await whileIndexing();
const afterIndex = await memory();
const prepareStart = performance.now();
if (values.prepare) await page.locator('#vectors', { hasText: 'are ready' }).waitFor({ state: 'attached' });
const prepareSeconds = values.prepare ? round((performance.now() - prepareStart) / 1000) : undefined;
const state = await page.locator('#documents-count').textContent();
const whileSearching = await watchTasks(system);
const { words, model } = await page.evaluate(typeQueries);
const duringSearch = await whileSearching();
const afterSearch = await memory();
const reopenMs = await reopen();

const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))];
const figures = {
  library: state,
  readAndIndexSeconds: round(indexMs / 1000),
  prepareSeconds,
  rendererMegabytes: { before, afterIndex, afterSearch },
  keystrokeToHitsMs: {
    median: round(quantile(words, 0.5)),
    p95: round(quantile(words, 0.95)),
    keystrokes: words.length,
  },
  pauseToModelOrderMs: {
    median: round(quantile(model, 0.5)),
    slowest: round(Math.max(...model)),
    queries: model.length,
  },
  longestTask: { indexing: duringIndex, searching: duringSearch },
  reopenSeconds: round(reopenMs / 1000),
};
process.stdout.write(`${JSON.stringify(figures, undefined, 2)}\n`);
await browser.close();
await close();

/** Returns the resident memory of all renderers, in megabytes. */
async function memory() {
  const { processInfo } = await system.send('SystemInfo.getProcessInfo');
  const renderers = processInfo.filter(({ type }) => type === 'renderer');
  const sizes = renderers.map(({ id }) =>
    Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0),
  );
  return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1024);
}

/** Returns the time from opening the page to a searchable library. */
async function reopen() {
  await page.waitForTimeout(4000);
  const start = performance.now();
  await page.goto(`${url}?again`);
  await page.locator('#search-state', { hasText: 'passages to search' }).waitFor();
  return performance.now() - start;
}

function round(value) {
  return Math.round(value * 10) / 10;
}

/** Returns the words of the built-in collection, the most frequent first. */
function vocabulary() {
  const folder = new URL('../src/demo/page/collection/files/', import.meta.url);
  const counts = new Map();
  for (const name of readdirSync(folder)) {
    for (const [word] of readFileSync(new URL(name, folder), 'utf8')
      .toLowerCase()
      .matchAll(/[a-z]+/g)) {
      counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([word]) => word);
}

/** Runs in the page: makes files of random words, with the frequencies of natural words. */
function makeLibrary({ files: count, sections: parts, vocabulary }) {
  let seed = 7;
  const next = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  globalThis.vocabulary = vocabulary;
  const word = () => vocabulary[Math.floor(vocabulary.length ** next()) - 1];
  const sentence = () => `${Array.from({ length: 15 }, word).join(' ')}.`;
  const transfer = new DataTransfer();
  for (let at = 0; at < count; at += 1) {
    const text = Array.from(
      { length: parts },
      (_, part) => `## Part ${part} ${word()}\n\n${Array.from({ length: 10 }, sentence).join(' ')}`,
    );
    transfer.items.add(new File([`# File ${at}\n\n${text.join('\n\n')}`], `file-${at}.md`));
  }
  globalThis.transfer = transfer;
}

/** Runs in the page: drops the files and waits until they are read. */
async function dropLibrary() {
  const start = performance.now();
  document.body.dispatchEvent(
    new DragEvent('drop', { dataTransfer: globalThis.transfer, bubbles: true, cancelable: true }),
  );
  await new Promise((resolve) => {
    const timer = setInterval(() => {
      if (!document.querySelector('#added').textContent.includes('added')) return;
      clearInterval(timer);
      resolve();
    }, 20);
  });
  return performance.now() - start;
}

/** Runs in the page: types queries letter by letter and waits for the status line of each answer. */
async function typeQueries() {
  const input = document.querySelector('#query');
  const line = document.querySelector('#search-state');
  const told = (pattern) =>
    new Promise((resolve) => {
      const look = () => {
        if (!pattern.test(line.textContent)) return;
        observer.disconnect();
        resolve();
      };
      const observer = new MutationObserver(look);
      observer.observe(line, { childList: true, characterData: true, subtree: true });
    });
  const [words, model] = [[], []];
  for (let query = 0; query < 8; query += 1) {
    const text = Array.from(
      { length: 4 },
      (_, at) => globalThis.vocabulary[(query * 37 + at * 211 + 60) % globalThis.vocabulary.length],
    ).join(' ');
    let ranked;
    let start = 0;
    for (let length = 1; length <= text.length; length += 1) {
      line.textContent = '';
      input.value = text.slice(0, length);
      const answered = told(/contains? a word/);
      ranked = told(/read by the model/);
      start = performance.now();
      input.dispatchEvent(new Event('input', { bubbles: true }));
      await answered;
      words.push(performance.now() - start);
    }
    await ranked;
    model.push(performance.now() - start);
  }
  return { words, model };
}
