import { describe, expect, test } from 'vitest';
import { project, readDense } from '../../../src/engine/vectors/dense';
import { float16, toFloats } from '../../../src/util/float16';
import { readTensor } from '../../../src/models/files/safetensors';

/** A file with one tensor, whose `words` have two or four bytes. */
function file(name: string, dtype: string, shape: readonly number[], words: Uint16Array | Float32Array): Uint8Array {
  const header = new TextEncoder().encode(JSON.stringify({ [name]: { dtype, shape, data_offsets: [0, words.byteLength] } })); // prettier-ignore
  const bytes = new Uint8Array(8 + header.length + words.byteLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set(new Uint8Array(words.buffer), 8 + header.length);
  return bytes;
}

describe('readTensor()', () => {
  test.each([
    ['F32', Float32Array.of(1.5, -2)],
    ['F16', Uint16Array.of(0x3e00, 0xc000)],
    ['BF16', Uint16Array.of(0x3fc0, 0xc000)],
  ])('reads %s', (dtype, words) => {
    const tensor = readTensor(file('a', dtype, [2], words), 'a');
    expect(tensor).toEqual({ data: Float32Array.of(1.5, -2), shape: [2] });
  });

  test('gives undefined for a name that does not exist', () => {
    expect(readTensor(file('a', 'F32', [1], Float32Array.of(1)), 'b')).toBeUndefined();
  });

  test('refuses other types, and other files', () => {
    expect(() => readTensor(file('a', 'I8', [2], Uint16Array.of(1)), 'a')).toThrow('Expected a to be of F32, F16, BF16, got I8'); // prettier-ignore
    for (const bytes of [new Uint8Array(3), new TextEncoder().encode('<!doctype html><html></html>')]) {
      expect(() => readTensor(bytes, 'a')).toThrow(expect.objectContaining({ code: 'model-invalid' }) as Error);
    }
  });
});

describe('project()', () => {
  test('multiplies, adds the bias and applies the activation', () => {
    const dense = readDense(file('linear.weight', 'F32', [2, 3], Float32Array.of(1, 2, 3, 0, 0, 1)), 'identity');
    expect([...project(Float32Array.of(1, 1, 0.5), dense)]).toEqual([4.5, 0.5]);
    expect(project(Float32Array.of(1, 1, 0.5), { ...dense, activation: 'tanh' })[1]).toBeCloseTo(Math.tanh(0.5), 6);
  });

  test('refuses states of another width', () => {
    const dense = readDense(file('linear.weight', 'F32', [1, 3], Float32Array.of(1, 2, 3)), 'identity');
    expect(() => project(Float32Array.of(1), dense)).toThrow('Expected states of 3 numbers for a linear layer, got 1');
  });
});

test.each([
  [0x0000, 0],
  [0x0001, 2 ** -24],
  [0x3c00, 1],
  [0xfbff, -65504],
  [0x7c00, Infinity],
])('float16() reads %i as %d', (bits, value) => {
  expect(float16(bits)).toBe(value);
  expect([...toFloats(Uint16Array.of(bits))]).toEqual([value]);
});
