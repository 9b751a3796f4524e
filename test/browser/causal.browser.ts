import { afterEach, describe, expect, test } from 'vitest';
import type { CreateOptions, Reranker } from '../../src/index';
import { createTiny, sentences } from './harness';

const passages = sentences(8);
const query = 'the baker wakes early';
const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});
async function create(name: string, options: CreateOptions): Promise<Reranker> {
  const reranker = await createTiny({ model: new URL(`/fixtures/models/${name}/`, location.href), ...options });
  open.push(reranker);
  return reranker;
}

describe.each(['tiny-qwen', 'tiny-llama'])('%s in a worker', (name) => {
  test('passes its self-test on WebGPU and WASM, which give the same ranking', async () => {
    const gpu = await create(name, { device: 'webgpu' });
    const wasm = await create(name, { device: 'wasm' });
    expect(gpu.report).toMatchObject({ device: 'webgpu', method: 'yes-no', scoreKind: 'pair' });
    expect(gpu.report.selfTest.maxError).toBeLessThanOrEqual(1e-2);
    expect(wasm.report.selfTest.maxError).toBeLessThanOrEqual(1e-3);
    const [a, b] = [await gpu.rerank(query, passages), await wasm.rerank(query, passages)];
    expect(a.results.map((row) => row.index)).toEqual(b.results.map((row) => row.index));
    for (const [place, row] of a.results.entries()) expect(row.logit).toBeCloseTo(b.results[place]!.logit!, 1);
  });

  test.each(['setwise-heapsort', 'listwise', 'in-context'])(
    '%s ranks all passages and can be aborted',
    async (method) => {
      const reranker = await create(name, { method });
      const { results, stats } = await reranker.rerank(query, passages);
      expect(results.map(({ index }) => index).sort()).toEqual([...passages.keys()]);
      expect(results.map(({ rank }) => rank)).toEqual(passages.map((_, at) => at + 1));
      expect(stats.modelCalls).toBeGreaterThan(0);
      const signal = AbortSignal.timeout(1);
      await expect(reranker.rerank('fresh bread', sentences(40), { signal })).rejects.toMatchObject({
        name: 'TimeoutError',
      });
      expect((await reranker.rerank(query, passages)).results).toEqual(results);
    },
  );
});

describe.each(['tiny-judge', 'tiny-looker', 'tiny-first'])('%s, as training/tailor made it', (name) => {
  test('passes its self-test on WebGPU and WASM', async () => {
    for (const device of ['webgpu', 'wasm'] as const) {
      const { report } = await create(name, { device });
      expect(report.device).toBe(device);
      expect(report.selfTest.maxError).toBeLessThanOrEqual(1e-2);
    }
  });
});
