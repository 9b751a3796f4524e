import { describe, expect, test } from 'vitest';
import { joinDense, project, readDense } from '../../../src/engine/vectors/dense';
import type { Dense } from '../../../src/engine/vectors/dense';

/** A safetensors file with fp32 tensors. */
function fileOf(
  tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly data: readonly number[] }>>,
) {
  let offset = 0;
  const entries = Object.entries(tensors).map(([name, { shape, data }]) => {
    const data_offsets = [offset, (offset += 4 * data.length)];
    return [name, { dtype: 'F32', shape, data_offsets }];
  });
  const header = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const values = Float32Array.from(Object.values(tensors).flatMap(({ data }) => data));
  const bytes = new Uint8Array(8 + header.length + values.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set(new Uint8Array(values.buffer), 8 + header.length);
  return bytes;
}

const square = { shape: [2, 2], data: [1, 2, 3, 4] };
const wide = { shape: [3, 2], data: [1, 2, 3, 4, 5, 6] };
const x = Float32Array.of(10, 1);

describe('readDense()', () => {
  test('adds the inputs of a residual layer to its outputs', () => {
    expect([...project(x, readDense(fileOf({ 'linear.weight': square }), 'identity', true))]).toEqual([
      12 + 10,
      34 + 1,
    ]);
  });

  test('multiplies the inputs by another matrix if there are other numbers of outputs', () => {
    const residual = { shape: [3, 2], data: [0, 1, 1, 0, 1, 1] };
    const file = fileOf({ 'linear.weight': wide, 'residual.weight': residual });
    expect([...project(x, readDense(file, 'identity', true))]).toEqual([12 + 1, 34 + 10, 56 + 11]);
    expect([...project(x, readDense(file, 'identity'))]).toEqual([12, 34, 56]);
  });

  test('refuses a residual layer that has neither', () => {
    expect(() => readDense(fileOf({ 'linear.weight': wide }), 'identity', true)).toThrow(
      expect.objectContaining({
        code: 'model-invalid',
        message: 'Expected a residual layer of 3 × 2 numbers, got another',
      }) as Error,
    );
  });
});

describe('joinDense()', () => {
  const layer = (inputs: number, weight: readonly number[], more: Partial<Dense> = {}): Dense => {
    return { weight: Float32Array.from(weight), bias: undefined, inputs, activation: 'identity', ...more };
  };
  const all = (layers: readonly Dense[]) => [...layers.reduce(project, x)];

  test('joins layers without an activation with the next one, and keeps the result', () => {
    const first = layer(2, [1, 2, 3, 4, 5, 6], { bias: Float32Array.of(1, -1, 2) });
    const second = layer(3, [1, 0, 2, 0, 1, 1]);
    const third = layer(2, [0.01, -0.01], { activation: 'tanh', bias: Float32Array.of(0.25) });
    const joined = joinDense([first, second, third]);
    expect(joined).toHaveLength(1);
    expect(all(joined)[0]).toBeCloseTo(all([first, second, third])[0]!, 6);
    expect(joinDense([first, second])[0]!.bias).toEqual(Float32Array.of(5, 1));
  });

  test('keeps a layer apart whose input has an activation, or other numbers', () => {
    const bent = layer(2, [1, 0, 0, 1], { activation: 'tanh' });
    const layers = [bent, layer(2, [1, 1]), layer(7, [1, 1, 1, 1, 1, 1, 1])];
    expect(joinDense(layers)).toEqual(layers);
    expect(joinDense([])).toEqual([]);
  });
});
