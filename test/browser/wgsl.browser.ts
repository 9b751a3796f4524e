import { expect, test } from 'vitest';
import { createKernelRuntime } from '../../src/engine/runtimes/kernel/kernel-runtime';
import type { SessionFiles } from '../../src/engine/runtimes/runtime';
import { createWgslRuntime } from '../../src/engine/runtimes/wgsl/wgsl-runtime';
import { quantizeVectors, unpackComponents } from '../../src/engine/token-vectors';
import type { TokenVectors } from '../../src/engine/token-vectors';
import { mulberry32 } from '../../src/eval/mulberry32';
import { expandWeights } from '../../src/models/files/expand-weights';
import type { ReleasedEncoder } from '../../src/models/released/architecture';
import { readModernSettings } from '../../src/models/hub/modern-settings';
import type { HubConfig } from '../../src/models/hub/hub-files';
import type { ModernSettings } from '../../src/models/released/architecture';
import { quantizeReleased } from '../../src/models/released/quantize-released';
import { parseDirectory } from '../../src/models/files/tensor-directory';

const read = async (url: string) => new Uint8Array(await (await fetch(url)).arrayBuffer());

async function open(folder: string) {
  const graph = await read(`${folder}encoder.json`);
  const directory = parseDirectory(graph);
  const data = [{ path: directory.data, data: expandWeights(directory, await read(folder + directory.data)) }];
  const segments: SessionFiles[] = directory.exits.map((_, index) => ({ segment: index + 1, graph, data }));
  return { directory, segments };
}

/** Rows of pseudo-random token ids. */
const rowsOf = (lengths: readonly number[], vocabulary: number) =>
  lengths.map((length, row) => Array.from({ length }, (_, i) => (i * 7919 + row * 104729 + 13) % vocabulary));

const files = { relaxed: '/kernels/encoder.relaxed.wasm', simd: '/kernels/encoder.simd.wasm' };

/** The vectors of the WASM kernel to the first exit. */
async function onWasm(segment: SessionFiles, rows: readonly number[][], tokenDim: number): Promise<TokenVectors[]> {
  const runtime = await createKernelRuntime({ files, fetch: (url) => fetch(url) });
  const session = await runtime.createSession('wasm', segment);
  const vectors: TokenVectors[] = [];
  for (const ids of rows) {
    const feed = { type: 'int32', data: Int32Array.from(ids), dims: [1, ids.length] } as const;
    const outputs = await session.run({ input_ids: feed }, ['token_vectors', 'pooled']);
    const floats = (name: string) => outputs[name]!.data as Float32Array;
    vectors.push(quantizeVectors(floats('token_vectors'), tokenDim, floats('pooled'), 4));
  }
  return vectors;
}

test.each(['/fixtures/models/tiny-late/', '/models/fast/'])(
  'the vectors of %s are those of WASM, but for single steps of less than 2 percent of the components',
  { timeout: 180_000 },
  async (folder) => {
    const { directory, segments } = await open(folder);
    const rows = rowsOf([1, 7, 64, 33, 17], directory.vocabulary);
    const encoder = await (await createWgslRuntime()).createEncoder!(segments.slice(0, 1), 4);
    const expected = await onWasm(segments[0]!, rows, directory.tokenDim);
    const found = await encoder.encodePassages(rows);
    for (const [row, vectors] of found.entries()) {
      const [a, b] = [vectors, expected[row]!].map((each) =>
        unpackComponents(each, new Int8Array(each.rows * each.dimensions)),
      ) as [Int8Array, Int8Array];
      const steps = a.map((component, index) => Math.abs(component - b[index]!));
      expect(Math.max(...steps)).toBeLessThanOrEqual(1);
      expect(steps.filter((step) => step > 0).length / steps.length).toBeLessThan(0.02);
      expect(vectors.rows).toBe(rows[row]!.length);
    }
    await encoder.release();
  },
);

test.each([
  ['bert', { architecture: 'bert', activation: 'gelu_tanh', output: 'logits' }],
  ['electra-small', { architecture: 'electra', activation: 'relu', output: 'logits' }],
  ['electra-small', { architecture: 'electra', activation: 'relu', output: 'mean' }],
] as const)('%s, released, gives the rows of WASM for %j', { timeout: 120_000 }, async (name, parts) => {
  const released: ReleasedEncoder = { layers: 2, heads: 2, epsilon: 1e-12, firstPosition: 0, ...parts };
  const file = await read(`/fixtures/hub/tiny/${name}/model.safetensors`);
  // Without its head, the file is that of an encoder.
  const path = 'model.safetensors';
  const { directory, data } = quantizeReleased(released, path, parts.output === 'mean' ? withoutHead(file) : file);
  const graph = new TextEncoder().encode(JSON.stringify(directory));
  const segment: SessionFiles = { segment: 1, graph, data: [{ path: directory.data, data }] };
  const rows = rowsOf([1, 7, 64, 33], directory.vocabulary).map((ids) => ({
    ids,
    types: ids.map((_, i) => (i < 3 ? 0 : 1)),
  }));
  const encoder = await (await createWgslRuntime()).createEncoder!([segment], 8);
  const found = await encoder.computeRows!(rows);
  const session = await (
    await createKernelRuntime({ files, fetch: (url) => fetch(url) })
  ).createSession('wasm', segment);
  for (const [row, { ids, types }] of rows.entries()) {
    const feed = (values: readonly number[]) =>
      ({ type: 'int32', data: Int32Array.from(values), dims: [1, ids.length] }) as const;
    const feeds = { input_ids: feed(ids), token_type_ids: feed(types), attention_mask: feed(ids.map(() => 1)) };
    const [output] = Object.values(await session.run(feeds, session.outputs));
    const differences = found[row]!.map((value, index) => Math.abs(value - (output!.data as Float32Array)[index]!));
    expect(found[row]).toHaveLength(output!.data.length);
    expect(Math.max(...differences)).toBeLessThan(0.05);
  }
  await encoder.release();
});

test.each([
  ['modern-cls', 'logits'],
  ['modern-mean', 'logits'],
  ['modern-embed', 'first'],
  ['modern-embed', 'mean'],
] as const)(
  '%s, of ModernBERT, gives the rows of WASM (%s), alone and together',
  { timeout: 120_000 },
  async (name, output) => {
    const folder = `/fixtures/hub/tiny/${name}/`;
    const config = JSON.parse(new TextDecoder().decode(await read(`${folder}config.json`))) as HubConfig;
    // Rows may be longer than those of the fixture, and longer than one tile of queries.
    const modern = { ...(readModernSettings(config, 7) as ModernSettings), positions: 200 };
    const shape = { layers: 7, heads: 2, epsilon: 1e-5, firstPosition: 0, activation: 'gelu', output } as const;
    const released = { architecture: 'modernbert', modern, ...shape } as const;
    const largest = await compareRows(released, await read(`${folder}model.safetensors`), [1, 7, 64, 150, 33]);
    expect(largest).toBeLessThan(0.05);
  },
);

test.each([
  ['Ettin 17M', 256, 384],
  ['ModernBERT large', 1024, 2624],
] as const)(
  'a global and a local layer of the widths of %s give the rows of WASM',
  { timeout: 120_000 },
  async (_, width, inner) => {
    const config: HubConfig = {
      ...(JSON.parse(new TextDecoder().decode(await read('/fixtures/hub/tiny/modern-embed/config.json'))) as HubConfig),
      ...{ hidden_size: width, intermediate_size: inner, num_attention_heads: width / 64, num_hidden_layers: 2 },
      layer_types: ['full_attention', 'sliding_attention'],
    };
    const modern = { ...(readModernSettings(config, 2) as ModernSettings), positions: 64 };
    const shape = { layers: 2, heads: width / 64, epsilon: 1e-5, firstPosition: 0, activation: 'gelu' } as const;
    const released = { architecture: 'modernbert', modern, ...shape, output: 'mean' } as const;
    const largest = await compareRows(released, randomModern(width, inner), [1, 20]);
    expect(largest).toBeLessThanOrEqual(0.001);
  },
);

test('a micro-batch is one submission and one read-back, with five dispatches a layer and three more', async () => {
  const { directory, segments } = await open('/fixtures/models/tiny-late/');
  const encoder = await (await createWgslRuntime()).createEncoder!(segments, 4);
  const counts = { dispatches: 0, submissions: 0, readBacks: 0 };
  const restore = [
    count(GPUComputePassEncoder.prototype, 'dispatchWorkgroups', () => counts.dispatches++),
    count(GPUQueue.prototype, 'submit', () => counts.submissions++),
    count(GPUBuffer.prototype, 'mapAsync', () => counts.readBacks++),
  ];
  try {
    await encoder.encodePassages(rowsOf(new Array<number>(25).fill(40), directory.vocabulary));
  } finally {
    for (const each of restore) each();
  }
  expect(counts).toEqual({ dispatches: 5 * directory.layers + 3, submissions: 1, readBacks: 1 });
  await encoder.release();
});

test('passes that overlap have the results that they have alone', async () => {
  const { directory, segments } = await open('/fixtures/models/tiny-late/');
  const encoder = await (await createWgslRuntime()).createEncoder!(segments, 4);
  const [a, b] = [rowsOf([40, 3], directory.vocabulary), rowsOf([5, 9, 64, 2], directory.vocabulary)];
  const alone = [await encoder.encodePassages(a), await encoder.encodeQuery(b[0]!), await encoder.encodePassages(b)];
  const together = await Promise.all([
    encoder.encodePassages(a),
    encoder.encodeQuery(b[0]!),
    encoder.encodePassages(b),
  ]);
  expect(together).toEqual(alone);
  await encoder.release();
});

test('a weight file that is too short is refused, and the device is given back', async () => {
  const { segments } = await open('/fixtures/models/tiny-late/');
  const short = segments.map(({ data, ...rest }) => ({
    ...rest,
    data: data.map((file) => ({ ...file, data: file.data.subarray(0, 5000) })),
  }));
  const creation = (await createWgslRuntime()).createEncoder!(short, 4);
  await expect(creation).rejects.toThrow(/Expected the data file to reach \d+ bytes, got 5000/);
});

/**
 * Runs rows of these lengths on the GPU, together and alone, and on WASM. Returns the largest difference of a value.
 */
async function compareRows(released: ReleasedEncoder, file: Uint8Array, lengths: readonly number[]): Promise<number> {
  const { directory, data } = quantizeReleased(released, 'model.safetensors', file);
  const graph = new TextEncoder().encode(JSON.stringify(directory));
  const segment: SessionFiles = { segment: 1, graph, data: [{ path: directory.data, data }] };
  const rows = rowsOf(lengths, directory.vocabulary).map((ids) => ({ ids, types: ids.map(() => 0) }));
  const encoder = await (await createWgslRuntime()).createEncoder!([segment], 8);
  const found = await encoder.computeRows!(rows);
  const onWasm = await createKernelRuntime({ files, fetch: (url) => fetch(url) });
  const session = await onWasm.createSession('wasm', segment);
  let largest = 0;
  for (const [row, { ids }] of rows.entries()) {
    const feed = { type: 'int32', data: Int32Array.from(ids), dims: [1, ids.length] } as const;
    const [expected] = Object.values(await session.run({ input_ids: feed }, session.outputs));
    const differences = found[row]!.map((value, index) => Math.abs(value - (expected!.data as Float32Array)[index]!));
    largest = Math.max(largest, ...differences);
    expect(found[row]).toHaveLength(expected!.data.length);
    expect(await encoder.computeRows!([rows[row]!])).toEqual([found[row]]);
  }
  await encoder.release();
  return largest;
}

/** A safetensors file of ModernBERT with two layers and pseudo-random weights. */
function randomModern(width: number, inner: number): Uint8Array {
  const matrices = (layer: number): readonly (readonly [string, readonly number[]])[] => [
    [`layers.${layer}.attn.Wqkv.weight`, [3 * width, width]],
    [`layers.${layer}.attn.Wo.weight`, [width, width]],
    [`layers.${layer}.mlp.Wi.weight`, [2 * inner, width]],
    [`layers.${layer}.mlp.Wo.weight`, [width, inner]],
    [`layers.${layer}.mlp_norm.weight`, [width]],
  ];
  const tensors: readonly (readonly [string, readonly number[]])[] = [
    ['embeddings.tok_embeddings.weight', [100, width]],
    ['embeddings.norm.weight', [width]],
    ['final_norm.weight', [width]],
    ['layers.1.attn_norm.weight', [width]],
    ...matrices(0),
    ...matrices(1),
  ];
  const header: Record<string, object> = {};
  let bytes = 0;
  for (const [name, shape] of tensors) {
    const start = bytes;
    bytes += 4 * shape.reduce((product, size) => product * size, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [start, bytes] };
  }
  const text = JSON.stringify(header);
  const head = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const file = new Uint8Array(8 + head.length + bytes);
  new DataView(file.buffer).setBigUint64(0, BigInt(head.length), true);
  file.set(head, 8);
  const random = mulberry32(7);
  let at = 8 + head.length;
  for (const [, shape] of tensors) {
    const values = new Float32Array(
      file.buffer,
      at,
      shape.reduce((product, size) => product * size, 1),
    );
    const limit = 1 / Math.sqrt(shape[1] ?? 1);
    for (const index of values.keys()) values[index] = shape.length === 1 ? 1 : (2 * random() - 1) * limit;
    at += values.byteLength;
  }
  return file;
}

/** A safetensors file without its classification head. */
function withoutHead(file: Uint8Array): Uint8Array {
  const length = Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
  const entries = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length))) as Record<string, unknown>;
  const kept = Object.fromEntries(Object.entries(entries).filter(([name]) => !name.startsWith('classifier.')));
  const header = new TextEncoder().encode(JSON.stringify(kept).padEnd(length));
  return Uint8Array.from([...file.subarray(0, 8), ...header, ...file.subarray(8 + length)]);
}

/** Calls `onCall` before every call of a method. Returns a function that restores it. */
function count<T extends object>(prototype: T, name: keyof T & string, onCall: () => void): () => void {
  const original = prototype[name] as (...args: unknown[]) => unknown;
  const replacement = function (this: unknown, ...args: unknown[]) {
    onCall();
    return original.apply(this, args);
  };
  Object.assign(prototype, { [name]: replacement });
  return () => void Object.assign(prototype, { [name]: original });
}
