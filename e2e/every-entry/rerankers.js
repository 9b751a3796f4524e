/** @file Uses of the entries that make a reranker or a collection, each with a model of its own. */
import { passages } from './texts.js';

export const best = ({ results }) => passages[results[0].index];

export async function createFast(options = {}) {
  const { createReranker } = await import('rankside');
  return createReranker({ model: 'fast', ...options });
}

async function ranker(reranker) {
  const made = await reranker;
  return async (query) => best(await made.rerank(query, passages));
}

const worker = () => new Worker(new URL('rankside/worker', import.meta.url), { type: 'module' });
const hostWorker = () => new Worker(new URL('./host-worker.js', import.meta.url), { type: 'module' });

export const rerankers = {
  '.': () => ranker(createFast()),
  './worker': () => ranker(createFast({ worker })),
  './tabs': async () => {
    const { workerOfAllTabs } = await import('rankside/tabs');
    return ranker(createFast({ worker: workerOfAllTabs() }));
  },
  './onnx': async () => {
    const { onnx } = await import('rankside/onnx');
    return ranker(createFast({ model: '/tiny-cross/', runtimes: [onnx()], device: 'wasm' }));
  },
  './transformers': async () => {
    const [{ onnx }, { transformers }] = await Promise.all([import('rankside/onnx'), import('rankside/transformers')]);
    const engine = transformers({ dtype: 'fp32', device: 'wasm' });
    return ranker(createFast({ model: '/electra/', engine, runtimes: [onnx()] }));
  },
  './transformers/host': async () => {
    const { onnx } = await import('rankside/onnx');
    return ranker(createFast({ model: '/electra/', worker: hostWorker, runtimes: [onnx()] }));
  },
  './errors': async () => {
    const { isRerankError } = await import('rankside/errors');
    const reranker = await createFast();
    return async (query) => {
      const error = await reranker.rerank(`${query} `.repeat(600), passages).catch((reason) => reason);
      if (!isRerankError(error, 'query-too-long')) throw new Error(`Expected a query that is too long, got ${error}`);
      return best(await reranker.rerank(query, passages));
    };
  },
  './test': async () => {
    const { createFakeReranker } = await import('rankside/test');
    return ranker(createFakeReranker());
  },
  './collection': async () => {
    const { createCollection } = await import('rankside/collection');
    const collection = await createCollection({ name: 'notes', create: { model: 'fast' } });
    await collection.add(passages.map((text, id) => ({ id, text })));
    return async (query) => passages[(await collection.search(query)).results[0].id];
  },
};
