import { describe, expect, it } from 'vitest';
import { q8, toHalf, writeGguf } from '../../../bench/speed/gguf';

describe('toHalf()', () => {
  it('converts numbers that are exact in float16', () => {
    expect([0, 1, 0.5, 1.5, 65504, 2 ** -24, 2 ** -14].map(toHalf)).toEqual([
      0, 0x3c00, 0x3800, 0x3e00, 0x7bff, 1, 0x400,
    ]);
  });

  it('carries into the exponent when a fraction rounds up', () => {
    expect(toHalf(1.9999)).toBe(0x4000);
  });
});

describe('q8()', () => {
  it('has a scale and 32 integers per block', () => {
    const values = Float32Array.from({ length: 64 }, (_, i) => (i < 32 ? (i - 16) / 16 : 0));
    const made = q8(values);
    expect(made.length).toBe(2 * 34);
    expect(new Int8Array(made.buffer)[2]).toBe(-127);
    expect(made.subarray(34).every((byte) => byte === 0)).toBe(true);
  });
});

describe('writeGguf()', () => {
  const file = writeGguf({ 'general.architecture': { kind: 'string', value: 'bert' } }, [
    { name: 'a', type: 'f32', shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
    { name: 'b', type: 'f32', shape: [1], values: Float32Array.of(7) },
  ]);
  const view = new DataView(file.buffer);

  it('begins with magic, version and counts', () => {
    expect(new TextDecoder().decode(file.subarray(0, 4))).toBe('GGUF');
    expect([view.getUint32(4, true), view.getBigUint64(8, true), view.getBigUint64(16, true)]).toEqual([3, 2n, 1n]);
  });

  it('lists the innermost dimension first', () => {
    const offset = indexOf(file, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 97)) + 9;
    expect([
      view.getUint32(offset, true),
      view.getBigUint64(offset + 4, true),
      view.getBigUint64(offset + 12, true),
    ]).toEqual([2, 3n, 2n]);
  });

  it('puts data at multiples of 32 bytes', () => {
    expect(file.length % 32).toBe(0);
    expect(view.getFloat32(file.length - 64, true)).toBe(1);
    expect(view.getFloat32(file.length - 32, true)).toBe(7);
  });
});

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  return bytes.findIndex((_, start) => part.every((byte, i) => bytes[start + i] === byte));
}
