import { afterEach, describe, expect, test } from 'vitest';
import { createReranker } from '../../src/index';
import { onnx } from '../../src/onnx';
import { smallLm } from '../../src/small-lm';
import type { CreateOptions, Reranker } from '../../src/index';
import { shippedWorker } from './harness';

const query = 'how long can cooked rice be kept in the fridge';
const passages = [
  'The ferry to the island leaves at noon on weekdays and does not carry cars in winter.',
  'Cooked rice keeps for three to four days in the fridge if it is cooled within an hour.',
  'A bicycle chain wants a drop of oil now and then.',
];
const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});
async function create(options: CreateOptions): Promise<Reranker> {
  const reranker = await createReranker({
    model: smallLm(),
    runtimes: [onnx()],
    assets: location.origin,
    worker: shippedWorker,
    ...options,
  });
  open.push(reranker);
  return reranker;
}

describe('small-lm', () => {
  test('passes its self-test on WASM, and ranks the answer first with yes-no', async () => {
    const reranker = await create({ device: 'wasm' });
    expect(reranker.report).toMatchObject({ device: 'wasm', dtype: 'int8', method: 'yes-no' });
    expect(reranker.report.selfTest.maxError).toBeLessThan(0.005);
    expect((await reranker.rerank(query, passages)).results[0]!.index).toBe(1);
  });

  // It takes seconds on a GPU and minutes on the software adapter.
  test('passes its self-test on WebGPU, and ranks as on WASM', { timeout: 400_000 }, async () => {
    const gpu = await create({ device: 'webgpu', hangMs: 390_000 });
    expect(gpu.report).toMatchObject({ device: 'webgpu', dtype: 'fp32' });
    expect(gpu.report.selfTest.maxError).toBeLessThan(0.01);
    const wasm = await create({ device: 'wasm' });
    const [a, b] = [await gpu.rerank(query, passages), await wasm.rerank(query, passages)];
    expect(a.results.map(({ index }) => index)).toEqual(b.results.map(({ index }) => index));
    for (const [place, { logit }] of a.results.entries()) {
      expect(Math.abs(logit! - b.results[place]!.logit!)).toBeLessThan(0.01);
    }
  });

  test.each([
    'cross-encoder',
    'graded',
    'query-likelihood',
    'setwise-heapsort',
    'listwise-full',
    'in-context',
    'term-match',
  ])('ranks the answer first with %s', async (method) => {
    const { results } = await (await create({ device: 'wasm', method })).rerank(query, passages);
    expect(results[0]!.index).toBe(1);
  });

  test('rejects methods that it does not support', async () => {
    await expect(create({ device: 'wasm', method: 'embedding' })).rejects.toThrow('embedding needs embed');
  });
});
