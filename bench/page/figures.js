/**
 * @file What a page feels while it ranks: longest main-thread task, first ranking, second query, abort. Runs in the page, over the built
 * package.
 */
import { createReranker } from '../../dist/index.js';
import { makePassages } from './make-passages.js';

const QUERY = 'how do tides follow the moon around the earth';

/** @returns {Promise<Record<string, number | string>>} milliseconds, unless the name says otherwise */
export async function figures({ count, words, repeats }) {
  const created = performance.now();
  const reranker = await createReranker({ cache: 'memory' });
  const loadMs = performance.now() - created;
  await reranker.rerank(QUERY, makePassages(8, words, 1)); // the engine's code is compiled now
  const rounds = [];
  for (let round = 0; round < repeats; round++) rounds.push(await oneRound(reranker, count, words, 100 + round));
  const { device, dtype, engine } = reranker.report;
  await reranker.dispose();
  const median = (name) => rounds.map((each) => each[name]).sort((a, b) => a - b)[Math.floor(repeats / 2)];
  const names = Object.keys(rounds[0]);
  return {
    device,
    dtype,
    engine,
    passages: count,
    loadMs,
    ...Object.fromEntries(names.map((name) => [name, median(name)])),
  };
}

async function oneRound(reranker, count, words, seed) {
  const passages = makePassages(count, words, seed);
  const tasks = watchLongTasks();
  const started = performance.now();
  let firstRankingMs = 0;
  for await (const event of reranker.stream(QUERY, passages, { topN: 10 })) {
    if (event.kind === 'ranking') firstRankingMs ||= performance.now() - started;
  }
  const firstQueryMs = performance.now() - started;
  const { longestTaskMs, longestFrameMs } = tasks.stop();
  const secondQueryMs = await timed(() => reranker.rerank('which forces move the ocean', passages, { topN: 10 }));
  return {
    firstRankingMs,
    firstQueryMs,
    perPassageMs: firstQueryMs / count,
    longestTaskMs,
    longestFrameMs,
    secondQueryMs,
    firstOverSecond: firstQueryMs / secondQueryMs,
    abortToIdleMs: await abortToIdle(reranker, makePassages(count, words, seed + 1000), passages[0]),
  };
}

/** A call on a kept passage right after an abort, less the same call on an idle worker. */
async function abortToIdle(reranker, fresh, kept) {
  const idleMs = await timed(() => reranker.rerank(QUERY, [kept]));
  const controller = new AbortController();
  const aborted = reranker.rerank(QUERY, fresh, { signal: controller.signal }).catch((reason) => reason);
  await new Promise((resolve) => setTimeout(resolve, 300));
  controller.abort();
  const busyMs = await timed(() => reranker.rerank(QUERY, [kept]));
  if ((await aborted)?.name !== 'AbortError') throw new Error('Expected the call to be aborted while it ran');
  return Math.max(0, busyMs - idleMs);
}

async function timed(work) {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** Tasks over 50 ms by the browser's own account, and the longest gap between frames' callbacks. */
function watchLongTasks() {
  let longestTaskMs = 0;
  let longestFrameMs = 0;
  let running = true;
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) longestTaskMs = Math.max(longestTaskMs, entry.duration);
  });
  observer.observe({ entryTypes: ['longtask'] });
  let last = performance.now();
  const frame = (now) => {
    longestFrameMs = Math.max(longestFrameMs, now - last);
    last = now;
    if (running) requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return {
    stop() {
      running = false;
      for (const entry of observer.takeRecords()) longestTaskMs = Math.max(longestTaskMs, entry.duration);
      observer.disconnect();
      return { longestTaskMs, longestFrameMs };
    },
  };
}

globalThis.figures = figures;
