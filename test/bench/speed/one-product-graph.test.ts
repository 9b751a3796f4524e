import { readFileSync } from 'node:fs';
import { InferenceSession, Tensor, env } from 'onnxruntime-web';
import { beforeAll, describe, expect, it } from 'vitest';
import { floatProductGraph, int8ProductGraph } from '../../../bench/speed/one-product-graph';

const dist = new URL('../../../node_modules/onnxruntime-web/dist/', import.meta.url);

beforeAll(() => {
  env.wasm.numThreads = 1;
  env.logLevel = 'error';
  env.wasm.wasmPaths = { mjs: new URL('ort-wasm-simd-threaded.mjs', dist).href };
  env.wasm.wasmBinary = readFileSync(new URL('ort-wasm-simd-threaded.wasm', dist));
});

const x = Float32Array.of(1, 2, 0, -1); // (2, 2)

async function run(graph: Uint8Array): Promise<number[]> {
  const session = await InferenceSession.create(graph);
  const { y } = await session.run({ x: new Tensor('float32', x, [2, 2]) });
  expect(y!.dims).toEqual([2, 3]);
  return Array.from(y!.data as Float32Array);
}

describe('floatProductGraph()', () => {
  it('multiplies in the runtime, with weights appended to the graph', async () => {
    expect(await run(floatProductGraph(Float32Array.of(1, 2, 3, 4, 5, 6), 2, 3))).toEqual([9, 12, 15, -4, -5, -6]);
  });
});

describe('int8ProductGraph()', () => {
  it('multiplies with dynamic quantization', async () => {
    const made = await run(int8ProductGraph(Int8Array.of(1, 2, 3, 4, 5, 6), 2, 3));
    [9, 12, 15, -4, -5, -6].forEach((value, i) => expect(made[i]).toBeCloseTo(value, 1));
  });
});
