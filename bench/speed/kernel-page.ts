/**
 * @file Compares the encoder's speed with that of its kernel: rows of 160 tokens, one matrix product alone, and the
 * same product in onnxruntime-web. One thread, in GFLOP per second; integer and float multiply-adds count as two
 * operations.
 */
import type * as Ort from 'onnxruntime-web';
import { parseDirectory } from '../../src/models/files/tensor-directory';
import type { EncoderDirectory } from '../../src/models/files/tensor-directory';
import { expandWeights } from '../../src/models/files/expand-weights';
import { SegmentEncoder } from '../../src/engine/runtimes/kernel/segment-encoder';
import { startKernel } from '../../src/engine/runtimes/kernel/kernel';
import { compileKernel } from '../../src/engine/runtimes/kernel/kernel-build';
import { encode, profile } from './kernel-profile';
import { floatProductGraph, int8ProductGraph } from './one-product-graph';

const TOKENS = 160;
const PRODUCT = { rows: TOKENS, depth: 384, columns: 1536 };
const PRODUCT_FLOP = 2 * PRODUCT.rows * PRODUCT.depth * PRODUCT.columns;

async function load(): Promise<{ build: string }> {
  const { build } = await kernel();
  return { build };
}

/** Returns GFLOP/s by measurement, over `repeats` runs of each after as many for warming up. */
async function measure({ repeats }: { repeats: number }): Promise<Record<string, number>> {
  return {
    encoder: await encoderRate(repeats),
    kernelProduct: await productRate(repeats * 8),
    ortInt8: await ortRate(int8ProductGraph(randomInt8(), PRODUCT.depth, PRODUCT.columns), repeats * 8),
    ortFloat: await ortRate(
      floatProductGraph(randomFloats(PRODUCT.depth * PRODUCT.columns), PRODUCT.depth, PRODUCT.columns),
      repeats * 8,
    ),
  };
}

const urlOf = (path: string) => new URL(`../${path}`, import.meta.url).href;
const bytes = async (path: string) => new Uint8Array(await (await fetch(urlOf(path))).arrayBuffer());
const kernel = () =>
  compileKernel({
    files: { relaxed: urlOf('dist/kernels/encoder.relaxed.wasm'), simd: urlOf('dist/kernels/encoder.simd.wasm') },
    fetch: (url) => fetch(url),
  });

/** Measures all segments of `base`, with the outputs that a passage needs. */
async function encoderRate(repeats: number): Promise<number> {
  const directory = parseDirectory(await bytes('models/base/encoder.json'));
  const data = expandWeights(directory, await bytes(`models/base/${directory.data}`));
  const { module } = await kernel();
  const stages = directory.exits.map((_, at) => new SegmentEncoder(startKernel(module), directory, at + 1, data));
  const ids = Int32Array.from({ length: TOKENS }, (_, at) => 1000 + 37 * at);
  return rate(rowFlop(directory), repeats, () => {
    encode(stages, ids);
  });
}

/** Counts the matrix products, including those of attention, and no other operations. */
function rowFlop({ layers, hidden, inner, tokenDim }: EncoderDirectory): number {
  const products = 4 * hidden * hidden + 2 * hidden * inner;
  const attention = 2 * TOKENS * hidden;
  return 2 * TOKENS * (layers * (products + attention) + hidden * tokenDim);
}

async function productRate(repeats: number): Promise<number> {
  const { module } = await kernel();
  const { steps, arena, pairs } = startKernel(module);
  const { rows, depth, columns } = PRODUCT;
  const weight = arena.allocate(depth * columns);
  const sums = arena.allocate(4 * columns);
  steps.packMatrix(arena.copyIn(new Uint8Array(randomInt8().buffer)), weight, sums, depth, columns);
  const x = arena.allocate(steps.activationBytes() * rows * depth);
  const rowFigures = arena.copyIn(new Float32Array(rows).fill(1));
  const columnFigures = arena.copyIn(new Float32Array(columns).fill(1));
  const out = arena.allocate(4 * rows * columns);
  return rate(PRODUCT_FLOP, repeats, () =>
    steps.int8Product(
      x,
      rowFigures,
      rowFigures,
      weight,
      sums,
      columnFigures,
      columnFigures,
      out,
      rows,
      depth,
      columns,
      pairs,
    ),
  );
}

async function ortRate(graph: Uint8Array, repeats: number): Promise<number> {
  const path = urlOf('ort/ort.wasm.min.mjs');
  const ort = (await import(/* @vite-ignore */ path)) as typeof Ort;
  ort.env.wasm.numThreads = 1;
  ort.env.wasm.wasmPaths = urlOf('ort/');
  const session = await ort.InferenceSession.create(graph);
  const x = new ort.Tensor('float32', randomFloats(PRODUCT.rows * PRODUCT.depth), [PRODUCT.rows, PRODUCT.depth]);
  const result = await rate(PRODUCT_FLOP, repeats, () => session.run({ x }));
  await session.release();
  return result;
}

/** Returns the rate of the fastest run, because other work on the machine only slows runs down. */
async function rate(flop: number, repeats: number, work: () => unknown): Promise<number> {
  for (let run = 0; run < repeats; run++) await work();
  let fastest = Infinity;
  for (let run = 0; run < repeats; run++) {
    const started = performance.now();
    await work();
    fastest = Math.min(fastest, performance.now() - started);
  }
  return flop / fastest / 1e6;
}

function randomInt8(): Int8Array<ArrayBuffer> {
  return Int8Array.from({ length: PRODUCT.depth * PRODUCT.columns }, (_, i) => ((i * 73) % 255) - 127);
}

function randomFloats(count: number): Float32Array<ArrayBuffer> {
  return Float32Array.from({ length: count }, (_, i) => (((i * 73) % 255) - 127) / 127);
}

/** Profiles one model, see `kernel-profile.ts`. */
async function profileOf({ model, ...options }: { model: string; repeats: number; tokens: number }) {
  const graph = await bytes(`models/${model}/encoder.json`);
  const data = await bytes(`models/${model}/${parseDirectory(graph).data}`);
  const { module } = await kernel();
  return profile(module, { graph, data }, options);
}

Object.assign(globalThis, { contender: { load, measure, profile: profileOf } });
