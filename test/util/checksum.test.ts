import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checksumOf } from '../../src/util/checksum';

const key = ['model', 'hash'];
const value = {
  vectors: { rows: 2, components: Int8Array.of(1, -2, 3, 4), scales: Float32Array.of(0.5, 0.25) },
  used: 9,
};

describe('checksumOf()', () => {
  test('is the same for a structured clone', async () => {
    expect(await checksumOf(key, structuredClone(value))).toBe(await checksumOf(key, value));
  });

  test('differs for every flipped bit of an array', async () => {
    const checksum = await checksumOf(key, value);
    await fc.assert(
      fc.asyncProperty(fc.nat(3), fc.nat(7), async (byte, bit) => {
        const other = structuredClone(value);
        other.vectors.components[byte]! ^= 1 << bit;
        expect(await checksumOf(key, other)).not.toBe(checksum);
      }),
    );
  });

  test.each([
    ['a shorter array', { ...value, vectors: { ...value.vectors, scales: Float32Array.of(0.5) } }],
    [
      'the same bytes in another type',
      { ...value, vectors: { ...value.vectors, components: Uint8Array.of(1, 254, 3, 4) } },
    ],
    ['another number', { ...value, used: 10 }],
    ['the number as a text', { ...value, used: '9' }],
    ['a field more', { ...value, more: 1 }],
    ['a field less', { vectors: value.vectors }],
  ])('differs for %s', async (_, other) => {
    expect(await checksumOf(key, other)).not.toBe(await checksumOf(key, value));
  });

  test('distinguishes 0, −0, NaN, infinite numbers and null', async () => {
    const all = await Promise.all([0, -0, NaN, Infinity, -Infinity, null].map((each) => checksumOf(key, { each })));
    expect(new Set(all).size).toBe(6);
  });

  test('differs for every other key', async () => {
    const keys = [key, ['model', 'other'], ['other', 'hash'], ['modelhash', ''], ['modelhash']];
    const all = await Promise.all(keys.map((each) => checksumOf(each, value)));
    expect(new Set(all).size).toBe(keys.length);
  });
});
