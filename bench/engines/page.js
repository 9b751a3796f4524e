/** @file The page of `bench/engines.mjs`: creates a reranker and times its calls. */
import { createReranker } from '../../src/index.ts';

const QUERY = 'why are there two high tides a day';
const TEXTS = [
  'Tides are caused by the pull of the moon and the sun on the oceans, which rise and fall about twice a day.',
  'A tide table lists the times of high and low water for a harbour, often for a whole year in advance.',
  'The bakery opens at seven and sells rye bread on Fridays, and on other days whatever is left from the day before.',
  'Spring tides happen when the sun and the moon are aligned, and neap tides when they are at right angles.',
  'The train to the coast leaves every hour from platform three, and stops at every village on its way.',
  'The moon raises one bulge of water on the side that faces it and another on the far side, so most shores see two high waters.',
  'Cooked rice keeps for three to four days in the fridge if it is cooled within an hour.',
  'Waves are made by wind that blows over the surface of the sea for hours, and have little to do with the moon.',
];

window.measure = async ({ engine, method, dtype, device, passages, calls }) => {
  const files = (build, parts = ['']) => ({
    mjs: `${location.origin}/runtime/ort-wasm-simd-threaded${build}.mjs`,
    wasm: parts.map((part) => `${location.origin}/runtime/ort-wasm-simd-threaded${build}${part}.wasm`),
  });
  const runtime = { plain: files(''), jspi: files('.jspi'), asyncify: files('.asyncify') };
  const own = new URL('../../workers/worker.ts', import.meta.url);
  const theirs = new URL('../../workers/transformers-worker.ts', import.meta.url);
  const started = performance.now();
  const reranker = await createReranker({
    model: new URL('/model/', location.href),
    ...{ method, dtype, device, assets: location.origin, cache: 'memory', hangMs: 600_000 },
    runtimes: [{ runtime: 'onnx', files: runtime }],
    worker: () => new Worker(engine === 'own' ? own : theirs, { type: 'module' }),
  });
  const readyMs = performance.now() - started;
  const list = TEXTS.slice(0, passages).map((text, index) => ({ text, score: 10 - index }));
  const times = [];
  let last;
  for (let call = 0; call < calls; call++) {
    const begun = performance.now();
    const query = calls === 1 ? QUERY : `${QUERY} in place ${call}`;
    last = await reranker.rerank(query, list, { fusion: method === 'listwise-scored' ? 'weighted' : 'none' });
    times.push(performance.now() - begun);
  }
  const { report } = reranker;
  const byScore = last.results.toSorted((a, b) => b.score - a.score || a.index - b.index);
  await reranker.dispose();
  return {
    order: byScore.map(({ index }) => index),
    logits: byScore.map(({ logit }) => Number(logit.toFixed(4))),
    readyMs: Math.round(readyMs),
    callMs: Math.round(times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]),
    modelCalls: last.stats.modelCalls,
    build: report.engine,
    ...(calls > 1 ? { firstMs: times.slice(0, 5).map(Math.round), lastMs: times.slice(-5).map(Math.round) } : {}),
  };
};
