/** @file transformers.js in a page, on the calling thread or in a worker. The benchmark calls `load` and `rank`. */
import { timed, watched } from './watch.js';

let scorer;

/** @param {{ worker?: boolean, kind: string, dtype: string, threads?: number }} options */
async function load({ worker, ...options }) {
  const ms = await timed(async () => {
    scorer = worker ? await inWorker(options) : await (await import('./cross.js')).loadScorer(options);
  });
  return { ms, isolated: crossOriginIsolated };
}

/** Returns the milliseconds until ten scores exist, and until all do, which is when the first ten ranks are final. */
function rank({ query, passages, mode }) {
  return watched(async () => {
    const started = performance.now();
    let firstMs = 0;
    const scores = await scorer[mode](query, passages, (count) => {
      if (count >= Math.min(10, passages.length)) firstMs ||= performance.now() - started;
    });
    const allMs = performance.now() - started;
    const order = scores.map((_, index) => index).sort((a, b) => scores[b] - scores[a]);
    return { firstMs: firstMs || allMs, top10Ms: allMs, allMs, top: order.slice(0, 10) };
  });
}

/** Returns a scorer that runs in a worker, one call at a time. */
async function inWorker(options) {
  const worker = new Worker(new URL('./transformers-worker.js', import.meta.url), { type: 'module' });
  const call = (message, onScored = () => undefined) =>
    new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }) => {
        if (data.scored !== undefined) onScored(data.scored);
        else if (data.error !== undefined) reject(new Error(data.error));
        else resolve(data.result);
      };
      worker.postMessage(message);
    });
  await call({ load: options });
  return { sorted: (query, passages, onScored) => call({ rank: { query, passages, mode: 'sorted' } }, onScored) };
}

globalThis.contender = { load, rank };
