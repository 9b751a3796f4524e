/** @file Graphs that ask for terabytes or for files elsewhere, on the real runtime: an error in bounded time. */
import { expect, test } from 'vitest';
import { concatenated, field, number } from '../../../../bench/speed/protobuf';
import { floatProductGraph } from '../../../../bench/speed/one-product-graph';
import { runtimeFor } from '../kernel/node-kernel';

const FLOAT = 1;
const EXTERNAL = 1;
const text = (value: string) => new TextEncoder().encode(value);
const entry = (key: string, value: string) => field(13, concatenated([field(1, text(key)), field(2, text(value))]));
const sound = floatProductGraph(Float32Array.of(1, 2), 1, 2);

/** A node z = Add(y, huge), and z as an output, so that `huge` is needed. */
const use = concatenated([
  field(1, concatenated([field(1, text('y')), field(1, text('huge')), field(2, text('z')), field(3, text('add')), field(4, text('Add'))])), // prettier-ignore
  field(12, concatenated([field(1, text('z')), field(2, field(1, number(1, FLOAT)))])),
]);

/** Adds an initializer of `dims` whose values are given in `values`. */
function withWeights(dims: readonly number[], values: readonly Uint8Array[]): Uint8Array {
  const head = [...dims.map((length) => number(1, length)), number(2, FLOAT), field(8, text('huge'))];
  return concatenated([sound, field(7, concatenated([use, field(5, concatenated([...head, ...values]))]))]);
}

/** huge = ConstantOfShape([2^40]) */
function withGeneratedTensor(): Uint8Array {
  const shape = concatenated([number(1, 1), number(2, 7), field(8, text('shape')), field(7, Uint8Array.of(128, 128, 128, 128, 128, 32))]); // prettier-ignore
  const node = concatenated([field(1, text('shape')), field(2, text('huge')), field(3, text('h')), field(4, text('ConstantOfShape'))]); // prettier-ignore
  return concatenated([sound, field(7, concatenated([field(1, node), use, field(5, shape)]))]);
}

const location = (path: string) => [number(14, EXTERNAL), entry('location', path), entry('length', '8')];

test.each([
  ['an initializer of four terabytes with eight bytes', withWeights([2 ** 40], [field(9, new Uint8Array(8))])],
  ['a file outside the folder', withWeights([2], location('../../../etc/passwd'))],
  ['a file of another origin', withWeights([2], location('https://elsewhere.example/weights.bin'))],
  ['a file that was not given', withWeights([2], location('weights.bin'))],
])('%s is refused when the session is created', { timeout: 30_000 }, async (_, graph) => {
  const runtime = await runtimeFor('onnx');
  const started = performance.now();
  await expect(runtime.createSession('wasm', { segment: 1, graph, data: [] })).rejects.toThrow();
  expect(performance.now() - started).toBeLessThan(10_000);
});

const x = (value: number) => ({ x: { type: 'float32', data: Float32Array.of(value), dims: [1, 1] } as never });

test(
  'a tensor of terabytes that the graph computes is refused, and the runtime goes on',
  { timeout: 30_000 },
  async () => {
    const runtime = await runtimeFor('onnx');
    const ran = async () => {
      const session = await runtime.createSession('wasm', { segment: 1, graph: withGeneratedTensor(), data: [] });
      return session.run(x(1), ['z']);
    };
    await expect(ran()).rejects.toThrow();
    const session = await runtime.createSession('wasm', { segment: 1, graph: sound, data: [] });
    const { y } = await session.run(x(3), ['y']);
    expect(Array.from((y as { data: Float32Array }).data)).toEqual([3, 6]);
    await session.release();
  },
);
