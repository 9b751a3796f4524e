import { afterEach, describe, expect, test } from 'vitest';
import type { Reranker } from '../../src/index';
import { cardWithoutKernel, createTiny, faultyWorkers, sentences, tinyCross } from './harness';

const passages = sentences(24);
const query = 'the baker wakes early';
const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});
async function create(...args: Parameters<typeof createTiny>): Promise<Reranker> {
  const reranker = await createTiny(...args);
  open.push(reranker);
  return reranker;
}

describe('WebGPU and WASM', () => {
  test.each([1, 2])(
    'a late-interaction model gives the same ranking to depth %i, scores within 5e-3',
    async (depth) => {
      const gpu = await create({ device: 'webgpu', dtype: 'fp32', depth });
      const wasm = await create({ device: 'wasm', dtype: 'fp32', depth });
      expect(gpu.report).toMatchObject({ device: 'webgpu', dtype: 'fp32', depth, adapter: { software: true } });
      expect(gpu.report.engine).toMatch(/jspi|asyncify/);
      expect(wasm.report.engine).toMatch(/plain/);
      const [a, b] = [await gpu.rerank(query, passages), await wasm.rerank(query, passages)];
      expect(a.results.map((row) => row.index)).toEqual(b.results.map((row) => row.index));
      for (const [place, row] of a.results.entries()) expect(row.logit).toBeCloseTo(b.results[place]!.logit!, 2);
    },
  );

  test.each([1, 2])('the kernel and onnxruntime-web in int8 score nearly as fp32 does to depth %i', async (depth) => {
    const exact = await create({ device: 'wasm', dtype: 'fp32', depth });
    const kernel = await create({ device: 'wasm', dtype: 'int8', depth });
    const onnx = await create({
      ...{ device: 'wasm', dtype: 'int8', depth },
      worker: faultyWorkers({ card: await cardWithoutKernel() }).make,
    });
    expect([kernel, onnx].map(({ report }) => report.runtime)).toEqual(['kernel', 'onnx']);
    const expected = new Map((await exact.rerank(query, passages)).results.map((row) => [row.index, row.logit!]));
    for (const reranker of [kernel, onnx]) {
      for (const { index, logit, scoredBy } of (await reranker.rerank(query, passages)).results) {
        expect(Math.abs(logit! - expected.get(index)!)).toBeLessThan(0.06);
        expect(scoredBy).toBe(`tiny-late@${depth}/late-interaction`);
      }
    }
  });

  test('a cross-encoder gives the same ranking', async () => {
    const gpu = await create({ model: tinyCross, device: 'webgpu' });
    const wasm = await create({ model: tinyCross, device: 'wasm' });
    expect(gpu.report).toMatchObject({ device: 'webgpu', method: 'cross-encoder' });
    const [a, b] = [await gpu.rerank(query, passages), await wasm.rerank(query, passages)];
    expect(a.results.map((row) => row.index)).toEqual(b.results.map((row) => row.index));
  });

  test('auto does not use a software adapter, and reports it', async () => {
    const reranker = await create({ device: 'auto' });
    expect(reranker.report.device).toBe('wasm');
    const gpu = reranker.report.candidates.find((candidate) => candidate.device === 'webgpu');
    expect(gpu).toMatchObject({ state: 'not-tried', reason: expect.stringContaining('software') as string });
  });
});

describe('the self-test', () => {
  test.each(['constant', 'nan', 'shuffled'] as const)(
    'refuses a backend with %s outputs, and the next one serves',
    async (runs) => {
      const sound = await create({ worker: faultyWorkers({ card: await cardWithoutKernel() }).make });
      const expected = await sound.rerank(query, passages);
      const reranker = await create({ worker: faultyWorkers({ runs, session: 1 }).make });
      expect(reranker.report).toMatchObject({ dtype: 'int8', device: 'wasm', runtime: 'onnx' });
      expect(reranker.report.candidates).toContainEqual(
        expect.objectContaining({ runtime: 'kernel', state: 'refused', reason: expect.any(String) as string }),
      );
      const { results } = await reranker.rerank(query, passages);
      expect(results.map((row) => row.score)).toEqual(expected.results.map((row) => row.score));
    },
  );

  test('fails with a reason for each candidate when none passes', async () => {
    const creation = create({ worker: faultyWorkers({ runs: 'nan' }).make });
    await expect(creation).rejects.toMatchObject({
      code: 'no-candidate',
      message: expect.stringMatching(/wasm\/int8\/kernel.*wasm\/int8:.*wasm\/fp32/) as string,
    });
  });
});
