/** @file wllama, llama.cpp for the browser, with its `createRerank`. The benchmark calls `load` and `rank`. */
import { LoggerWithoutDebug, Wllama } from '../../wllama/index.js';
import { timed, watched } from './watch.js';

const URLS = {
  wasm: new URL('../../wllama/wasm/wllama.wasm', import.meta.url),
  model: new URL('../../peers/base.gguf', import.meta.url),
};

let wllama;

async function load() {
  wllama = new Wllama({ default: URLS.wasm.href }, { logger: LoggerWithoutDebug, suppressNativeLog: true });
  const settings = { embeddings: true, pooling_type: 'rank', n_ctx: 512, n_batch: 512, n_ubatch: 512 };
  const ms = await timed(() => wllama.loadModelFromUrl({ url: URLS.model.href }, settings));
  return { ms, threads: wllama.getNumThreads() };
}

/** All times are equal, because `createRerank` returns all scores together. */
function rank({ query, passages }) {
  return watched(async () => {
    let answer;
    const allMs = await timed(async () => (answer = await wllama.createRerank({ query, documents: passages })));
    const top = answer.results.slice(0, 10).map(({ index }) => index);
    return { firstMs: allMs, top10Ms: allMs, allMs, top };
  });
}

globalThis.contender = { load, rank };
