/** @file The built package in a page. The benchmark calls `rank` and the other functions. */
import { createReranker } from '../../dist/index.js';
import { onnx } from '../../dist/onnx.js';
import { frame, timed, watched } from './watch.js';

let reranker;

/** @param options the options of `createReranker`; a folder is relative to the server's root */
async function load({ model, ...options }) {
  await reranker?.dispose();
  if (model) options.model = model.endsWith('/') ? new URL(`../../${model}`, import.meta.url) : model;
  const ms = await timed(async () => (reranker = await createReranker({ runtimes: [onnx()], ...options })));
  const { device, dtype, engine, threads, workers, losses, strategy } = reranker.report;
  return { ms, device, dtype, engine, threads, workers, strategy, losses };
}

/**
 * Returns the milliseconds until ten scores exist, until the first ten ranks are final, and until the ranking is
 * complete.
 */
function rank({ query, passages, ...options }) {
  return watched(async () => {
    const started = performance.now();
    const since = () => performance.now() - started;
    let firstMs = 0;
    let top10Ms = 0;
    let done;
    for await (const event of reranker.stream(query, passages, { topN: 10, ...options })) {
      if (event.kind === 'ranking' && event.scored >= Math.min(10, event.total)) firstMs ||= since();
      if (event.kind === 'ranking' && event.settled >= Math.min(10, event.total)) top10Ms ||= since();
      if (event.kind === 'done') done = event;
    }
    const allMs = since();
    const top = done.results.map(({ index }) => index);
    return { firstMs: firstMs || allMs, top10Ms: top10Ms || allMs, allMs, stats: done.stats, top };
  });
}

/**
 * Returns the time of a call on a cached passage right after an abort, minus that of the same call on an idle worker.
 */
async function abort({ query, fresh, kept, afterMs }) {
  await reranker.rerank(query, [kept]);
  const idleMs = await timed(() => reranker.rerank(query, [kept]));
  const controller = new AbortController();
  const aborted = reranker.rerank(query, fresh, { signal: controller.signal }).catch((reason) => reason);
  await new Promise((resolve) => setTimeout(resolve, afterMs));
  controller.abort();
  const busyMs = await timed(() => reranker.rerank(query, [kept]));
  if ((await aborted)?.name !== 'AbortError') throw new Error('Expected the call to be aborted while it ran');
  return { abortMs: Math.max(0, busyMs - idleMs) };
}

/**
 * Types the end of a query, one keystroke every `everyMs`, over passages that were ranked before; each call supersedes
 * the last.
 */
async function type({ query, passages, everyMs }) {
  await reranker.rerank(query, passages, { topN: 10 });
  return watched(async () => {
    const strokes = [];
    for (let length = query.length - 9; length <= query.length; length++) {
      const started = performance.now();
      await reranker.rerank(query.slice(0, length), passages, { topN: 10, supersede: true });
      strokes.push(performance.now() - started);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
    return { strokes };
  });
}

/** Scrolls down a list by some pixels every frame while `passages` are ranked, or for `idleMs` without a ranking. */
async function scroll({ query, passages, rows, idleMs }) {
  const list = document.getElementById('list');
  list.replaceChildren(...rows.map((text) => Object.assign(document.createElement('li'), { textContent: text })));
  await frame();
  return watched(async () => {
    const started = performance.now();
    let running = true;
    const work = passages
      ? reranker.rerank(query, passages, { topN: 10 })
      : new Promise((resolve) => setTimeout(resolve, idleMs));
    const ended = work.then(() => (running = false));
    while (running) {
      scrollBy(0, 8);
      await frame();
    }
    await ended;
    return { ms: performance.now() - started };
  });
}

/** @returns the counts that `prepare` returns, and its duration */
async function prepare({ passages }) {
  const made = {};
  made.ms = await timed(async () => Object.assign(made, await reranker.prepare(passages)));
  return made;
}

globalThis.contender = { load, rank, abort, type, scroll, prepare };
