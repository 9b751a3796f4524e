import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { compileKernel } from '../../src/engine/runtimes/kernel/kernel-build';
import { startKernel } from '../../src/engine/runtimes/kernel/kernel';
import type { KernelBuild, KernelFiles } from '../../src/engine/runtimes/runtime';
import type { Reranker } from '../../src/index';
import { testFloatSteps } from '../engine/runtimes/kernel/float-suite';
import { testMatcher } from '../engine/runtimes/kernel/matcher-suite';
import { kernelSums, matrices, testInt8Product } from '../engine/runtimes/kernel/product-suite';
import { createTiny, faultyWorkers, sentences } from './harness';
import type { Fault } from './faulty-worker';

const passages = sentences(24);
const query = 'the baker wakes early';
const files: KernelFiles = { relaxed: '/kernels/encoder.relaxed.wasm', simd: '/kernels/encoder.simd.wasm' };
const start = async (build: KernelBuild) => {
  return startKernel(await WebAssembly.compile(await (await fetch(files[build])).arrayBuffer()));
};
const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});
async function create(...faults: readonly Fault[]): Promise<Reranker> {
  const reranker = await createTiny({ worker: faultyWorkers(...faults).make });
  open.push(reranker);
  return reranker;
}

for (const build of ['relaxed', 'simd'] as const) {
  testInt8Product(build, () => start(build));
  testFloatSteps(build, () => start(build));
  testMatcher(build, () => start(build));
}

describe('the two builds', () => {
  test('have equal int8 sums', async () => {
    const [relaxed, simd] = [await start('relaxed'), await start('simd')];
    fc.assert(
      fc.property(matrices, (given) => {
        expect(kernelSums(relaxed, given)).toEqual(kernelSums(simd, given));
      }),
    );
  });

  test('give scores within 1e-3 of each other, and the relaxed one is chosen', async () => {
    const relaxed = await create();
    const simd = await create({ kernel: 'simd' });
    expect(relaxed.report).toMatchObject({ device: 'wasm', dtype: 'int8', runtime: 'kernel', threads: 1 });
    expect(relaxed.report.engine).toMatch(/^rankside-kernel\/relaxed@/);
    expect(simd.report.engine).toMatch(/^rankside-kernel\/simd@/);
    const [a, b] = [await relaxed.rerank(query, passages), await simd.rerank(query, passages)];
    const scores = new Map(b.results.map((row) => [row.index, row.score]));
    for (const row of a.results) expect(Math.abs(row.score! - scores.get(row.index)!)).toBeLessThan(1e-3);
  });
});

describe('compileKernel()', () => {
  test('uses the plain build when the relaxed one computes wrong values', async () => {
    const sound = new Uint8Array(await (await fetch(files.relaxed)).arrayBuffer());
    const { build } = await compileKernel({
      files,
      fetch: (url) => (url === files.relaxed ? Promise.resolve(new Response(withPlainDot(sound))) : fetch(url)),
    });
    expect(build).toBe('simd');
  });

  test('uses the plain build when the relaxed one is not available', async () => {
    const { build } = await compileKernel({
      files: { ...files, relaxed: '/kernels/no-such-file.wasm' },
      fetch: (url) => fetch(url),
    });
    expect(build).toBe('simd');
  });

  test('names what is missing when neither is available', async () => {
    const nowhere = { relaxed: '/kernels/none.wasm', simd: '/kernels/none.wasm' };
    const creation = compileKernel({ files: nowhere, fetch: (url) => fetch(url) });
    await expect(creation).rejects.toThrow(/Cannot fetch \/kernels\/none\.wasm/);
  });
});

describe('a kernel that cannot be used', () => {
  test('is replaced by onnxruntime-web, and the report gives the reason', async () => {
    const reranker = await create({ kernel: 'missing' });
    expect(reranker.report).toMatchObject({ dtype: 'int8', runtime: 'onnx' });
    expect(reranker.report.engine).toMatch(/^onnxruntime-web\/plain@/);
    expect(reranker.report.candidates).toContainEqual(
      expect.objectContaining({
        runtime: 'kernel',
        state: 'refused',
        reason: expect.stringMatching(/fetch/) as string,
      }),
    );
    expect((await reranker.rerank(query, passages)).stats.complete).toBe(true);
  });

  test('is the only runtime that starts when it can be used', async () => {
    const reranker = await create({ noOnnx: true });
    expect(reranker.report.runtime).toBe('kernel');
    expect(reranker.report.candidates).toContainEqual(
      expect.objectContaining({ runtime: 'onnx', dtype: 'int8', state: 'not-tried' }),
    );
    expect((await reranker.rerank(query, passages)).stats.complete).toBe(true);
  });
});

/**
 * Replaces every relaxed dot (opcode 0x113) by a relaxed fused multiply-add of floats (0x105), which is valid but
 * wrong.
 */
function withPlainDot(module: Uint8Array): Uint8Array<ArrayBuffer> {
  const changed = Uint8Array.from(module);
  for (let at = 0; at + 2 < changed.length; at++) {
    if (changed[at] === 0xfd && changed[at + 1] === 0x93 && changed[at + 2] === 0x02) changed[at + 1] = 0x85;
  }
  return changed;
}
