import { afterEach, describe, expect, test, vi } from 'vitest';
import { deleteStoredModel } from '../../src/index';
import type { CandidateReport, CreateOptions, Reranker, StatusEvent } from '../../src/index';
import type { ModelCard } from '../../src/models/card';
import { createTiny, faultyWorkers, sentences, tinyLate } from './harness';
import type { Fault } from './faulty-worker';

const passages = sentences(24);
const query = 'the baker wakes early';
const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});
async function create(options: CreateOptions): Promise<Reranker> {
  const reranker = await createTiny(options);
  open.push(reranker);
  return reranker;
}
const logits = async (reranker: Reranker) => {
  const { results } = await reranker.rerank(query, passages);
  return new Map(results.map((row) => [row.index, row.logit!]));
};
const largestDifference = (a: Map<number, number>, b: Map<number, number>) => {
  return Math.max(...[...a].map(([index, logit]) => Math.abs(logit - b.get(index)!)));
};

describe('the kernel on WebGPU', () => {
  test.each([1, 2])('scores as the kernel on WASM does to depth %i, within 1e-3', async (depth) => {
    const gpu = await create({ device: 'webgpu', depth });
    const wasm = await create({ device: 'wasm', depth });
    expect(gpu.report).toMatchObject({ device: 'webgpu', dtype: 'int8', runtime: 'kernel', depth });
    expect(gpu.report.engine).toMatch(/^rankside-kernel\/wgsl@/);
    expect(largestDifference(await logits(gpu), await logits(wasm))).toBeLessThan(1e-3);
  });

  test('gives a passage the same score whatever passages it is encoded with, bit for bit', async () => {
    const gpu = await create({ device: 'webgpu' });
    const together = await logits(gpu);
    for (const index of [0, 7, 23]) {
      const alone = await create({ device: 'webgpu' });
      const { results } = await alone.rerank(query, [passages[index]!]);
      expect(results[0]!.logit).toBe(together.get(index));
    }
  });

  test('is replaced by WASM, with the reason, when its device is lost twice', async () => {
    const card = (await (await fetch(new URL('card.json', tinyLate))).json()) as ModelCard;
    const kernels = card.variants.filter(({ runtime }) => runtime === 'kernel');
    const selfTestRuns = 2 * card.golden.length; // the query and the passages of each
    const withoutOnnx: Fault = { card: JSON.stringify({ ...card, variants: kernels }) };
    const losing: Fault = { ...withoutOnnx, gpu: 'lose-device', at: selfTestRuns + 3 };
    const { make, made } = faultyWorkers(losing, losing, withoutOnnx);
    const reranker = await create({ device: 'webgpu', worker: make });
    const scores = await logits(reranker);
    expect(largestDifference(scores, await logits(await create({ device: 'wasm' })))).toBeLessThan(1e-3);
    expect(made).toHaveLength(3);
    expect(reranker.report).toMatchObject({ device: 'wasm', runtime: 'kernel' });
    expect(reranker.report.losses.join()).toMatch(/device was lost|A run of the model failed/);
    expect(reranker.report.warnings.join()).toMatch(/Cannot run tiny-late on webgpu.*WASM is used/);
  });
});

describe('a GPU beside WASM', () => {
  /** Creates a reranker whose software adapter is presented as hardware. */
  async function createShared(fault: Fault = {}, options: CreateOptions = {}) {
    const states: CandidateReport[] = [];
    const onStatus = (event: StatusEvent) => {
      if (event.kind !== 'ready') return;
      const gpu = event.report.candidates.find(({ device, runtime }) => device === 'webgpu' && runtime === 'kernel');
      if (gpu) states.push(gpu);
    };
    const worker = faultyWorkers({ trustAdapter: true, ...fault }).make;
    return { states, reranker: await create({ device: 'auto', worker, onStatus, ...options }) };
  }

  test('joins after the first answer is possible, with the pool as it is without a GPU', async () => {
    const { states, reranker } = await createShared();
    expect(reranker.report).toMatchObject({ device: 'wasm', runtime: 'kernel' });
    const without = await create({ device: 'wasm' });
    expect(reranker.report.workers).toBe(without.report.workers);
    expect(states[0]).toMatchObject({ state: 'starting' });
    await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ state: 'sharing' }), { timeout: 50_000 });
  });

  test('shares the work, and scores stay within 1e-3 of those of WASM', async () => {
    const { states, reranker } = await createShared({ slowMs: 100 }, { cores: 1 });
    await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ state: 'sharing' }), { timeout: 50_000 });
    const shared = await reranker.rerank(query, passages);
    const wasm = await logits(await create({ device: 'wasm' }));
    const scores = new Map(shared.results.map((row) => [row.index, row.logit!]));
    expect(scores.size).toBe(passages.length);
    expect(largestDifference(scores, wasm)).toBeLessThan(1e-3);
    // Every call of WASM takes 100 ms, so the GPU has taken a part of 24 passages that would take 2.4 s.
    expect(shared.stats.timings.runMs).toBeLessThan(2400);
    expect(reranker.report.losses).toEqual([]);
  });

  test.each(['hang', 'lose-device', 'reject'] as const)(
    'costs no passage and no engine when it fails by "%s"',
    async (gpu) => {
      const { states, reranker } = await createShared({ gpu, onCommand: true, slowMs: 50 }, { cores: 1 });
      await vi.waitFor(() => expect(states.at(-1)).toMatchObject({ state: 'sharing' }), { timeout: 50_000 });
      new BroadcastChannel('fault').postMessage('now');
      const { results, stats } = await reranker.rerank(query, passages);
      expect(stats.complete).toBe(true);
      const wasm = await logits(await create({ device: 'wasm' }));
      const scores = new Map(results.map((row) => [row.index, row.logit!]));
      expect(largestDifference(scores, wasm)).toBeLessThan(1e-3);
      expect(reranker.report.losses).toEqual([]);
      if (gpu !== 'hang') expect(states.at(-1)).toMatchObject({ state: 'lost', reason: expect.any(String) as string });
    },
  );

  test('is refused with the reason when its numbers are wrong, and is not started again on the next load', async () => {
    const first = await createShared({ gpu: 'wrong' }, { cache: 'persistent' });
    await vi.waitFor(() => expect(first.states.at(-1)).toMatchObject({ state: 'refused' }), { timeout: 50_000 });
    expect(first.states.at(-1).reason).toMatch(/not in the reference order|off \(tolerance/);
    const second = await createShared({}, { cache: 'persistent' });
    await vi.waitFor(() => expect(second.states.at(-1).reason).toMatch(/^On an earlier load: /), { timeout: 50_000 });
    expect(second.states.map(({ state }) => state)).not.toContain('sharing');
    await Promise.all(open.splice(0).map((each) => each.dispose()));
    await deleteStoredModel(tinyLate.href);
  });
});
