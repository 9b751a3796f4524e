import { afterEach, describe, expect, test } from 'vitest';
import type { CreateOptions, Reranker } from '../../src/index';
import type { GoldenScores } from '../contracts/golden';
import { createTiny } from './harness';

const open: Reranker[] = [];
const made: Worker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
  made.splice(0);
});

/** The worker that the package ships, over the sources. */
function shippedWorker(): Worker {
  const worker = new Worker(new URL('../../workers/transformers-worker.ts', import.meta.url), { type: 'module' });
  made.push(worker);
  return worker;
}

/** A worker of an app that loads its model itself. */
function ownWorker(): Worker {
  return new Worker(new URL('./given-model-worker.ts', import.meta.url), { type: 'module' });
}

async function create(options: CreateOptions): Promise<Reranker> {
  const hub = new URL('/hub/', location.href);
  const reranker = await createTiny({ hub, dtype: 'fp32', worker: shippedWorker, ...options });
  open.push(reranker);
  return reranker;
}

async function expectGolden(reranker: Reranker, golden: readonly GoldenScores[], tolerance = 1e-3): Promise<void> {
  for (const { query, passages } of golden) {
    const texts = passages.map(({ text, title }) => (title ? { text, title } : { text }));
    const { results } = await reranker.rerank(query, texts);
    for (const { index, logit } of results)
      expect(Math.abs(logit! - passages[index]!.score)).toBeLessThanOrEqual(tolerance);
  }
}

async function goldenOf<T>(name: string): Promise<T> {
  return (await (await fetch(`/fixtures/hub/tiny/${name}/golden.json`)).json()) as T;
}

describe('transformers.js in a worker', () => {
  test('scores a reranker of a hub as PyTorch does, stops when asked to, and survives its worker', async () => {
    const reranker = await create({ model: 'tiny/Qwen3-Reranker-tiny' });
    expect(reranker.report).toMatchObject({
      ...{
        model: 'tiny/Qwen3-Reranker-tiny',
        method: 'yes-no',
        device: 'wasm',
        dtype: 'fp32',
        runtime: 'transformers',
      },
      selfTest: { pairs: 3 },
      warnings: [],
    });
    expect(reranker.report.engine).toMatch(/^@huggingface\/transformers@4\..*\/onnxruntime-web@/);
    const golden = (await goldenOf<Record<string, GoldenScores[]>>('qwen'))['Qwen3-Reranker-tiny']!;
    await expectGolden(reranker, golden);
    const many = Array.from({ length: 500 }, (_, index) => `The ferry number ${String(index)} leaves at noon`);
    await expect(reranker.rerank('ferry', many, { signal: AbortSignal.timeout(100) })).rejects.toThrow(/timed out/i);
    made.at(-1).terminate();
    await expectGolden(reranker, golden);
    expect(reranker.report.losses).toHaveLength(1);
  });

  test('takes a model that the app has loaded, with the files that say how it pools', async () => {
    const reranker = await create({ worker: ownWorker });
    expect(reranker.report).toMatchObject({ method: 'embedding', dtype: 'fp32', runtime: 'transformers' });
    await expectGolden(reranker, await goldenOf<GoldenScores[]>('mean'));
  });

  test('scores a cross-encoder on WebGPU as PyTorch does', async () => {
    const reranker = await create({ model: new URL('/fixtures/hub/tiny/electra/', location.href), device: 'webgpu' });
    expect(reranker.report).toMatchObject({ model: 'electra', device: 'webgpu' });
    await expectGolden(reranker, await goldenOf<GoldenScores[]>('electra'), 1e-2);
  });

  test('reports a model that is not there, and a method that the model does not support', async () => {
    await expect(create({ model: 'tiny/nothing' })).rejects.toMatchObject({ code: 'model-unavailable' });
    await expect(create({ model: 'base' })).rejects.toMatchObject({ code: 'unknown-model' });
    const unsupported = create({ model: 'tiny/mean', method: 'yes-no' });
    await expect(unsupported).rejects.toMatchObject({ code: 'method-unsupported' });
  });
});
