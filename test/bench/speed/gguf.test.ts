import { describe, expect, it } from 'vitest';
import { q8, toHalf, writeGguf } from '../../../bench/speed/gguf';

describe('toHalf()', () => {
  it('writes numbers that float16 has exactly', () => {
    expect([0, 1, 0.5, 1.5, 65504, 2 ** -24, 2 ** -14].map(toHalf)).toEqual([
      0, 0x3c00, 0x3800, 0x3e00, 0x7bff, 1, 0x400,
    ]);
  });

  it('carries into the exponent when a fraction rounds up', () => {
    expect(toHalf(1.9999)).toBe(0x4000);
  });
});

describe('q8()', () => {
  it('has a scale and 32 integers a block', () => {
    const values = Float32Array.from({ length: 64 }, (_, at) => (at < 32 ? (at - 16) / 16 : 0));
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

  it('opens with magic, version and counts', () => {
    expect(new TextDecoder().decode(file.subarray(0, 4))).toBe('GGUF');
    expect([view.getUint32(4, true), view.getBigUint64(8, true), view.getBigUint64(16, true)]).toEqual([3, 2n, 1n]);
  });

  it('lists the innermost length first', () => {
    const at = indexOf(file, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 97)) + 9;
    expect([view.getUint32(at, true), view.getBigUint64(at + 4, true), view.getBigUint64(at + 12, true)]).toEqual([
      2,
      3n,
      2n,
    ]);
  });

  it('puts data at multiples of 32 bytes', () => {
    expect(file.length % 32).toBe(0);
    expect(view.getFloat32(file.length - 64, true)).toBe(1);
    expect(view.getFloat32(file.length - 32, true)).toBe(7);
  });
});

function indexOf(bytes: Uint8Array, part: Uint8Array): number {
  return bytes.findIndex((_, at) => part.every((byte, i) => bytes[at + i] === byte));
}
