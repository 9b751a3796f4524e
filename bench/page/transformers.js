/** @file transformers.js in a page: on the calling thread, or in a worker of its own. `rank` is called by the harness. */
import { timed, watched } from './watch.js';

let scorer;

/** @param {{ worker?: boolean, kind: string, dtype: string, threads?: number }} options */
async function load({ worker, ...options }) {
  const ms = await timed(async () => {
    scorer = worker ? await inWorker(options) : await (await import('./cross.js')).loadScorer(options);
  });
  return { ms, isolated: crossOriginIsolated };
}

/** Until ten scores are there, and until all are, which is when the first ten ranks stand: milliseconds. */
function rank({ query, passages, mode }) {
  return watched(async () => {
    const started = performance.now();
    let firstMs = 0;
    const scores = await scorer[mode](query, passages, (count) => {
      if (count >= Math.min(10, passages.length)) firstMs ||= performance.now() - started;
    });
    const allMs = performance.now() - started;
    const order = scores.map((_, at) => at).sort((a, b) => scores[b] - scores[a]);
    return { firstMs: firstMs || allMs, top10Ms: allMs, allMs, top: order.slice(0, 10) };
  });
}

/** The same scorer behind messages, one call at a time. */
async function inWorker(options) {
  const worker = new Worker(new URL('./transformers-worker.js', import.meta.url), { type: 'module' });
  const answer = (message, heard = () => undefined) =>
    new Promise((resolve, reject) => {
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }) => {
        if (data.scored !== undefined) heard(data.scored);
        else if (data.error !== undefined) reject(new Error(data.error));
        else resolve(data.result);
      };
      worker.postMessage(message);
    });
  await answer({ load: options });
  return { sorted: (query, passages, scored) => answer({ rank: { query, passages, mode: 'sorted' } }, scored) };
}

globalThis.contender = { load, rank };
