import { describe, expect, test } from 'vitest';
import { parseDirectory } from '../../../src/models/files/tensor-directory';

const sound = {
  ...{ format: 2, layers: 4, exits: [2, 4], heads: 2, hidden: 32, inner: 64, embedding: 16, tokenDim: 16 },
  ...{ positions: 64, vocabulary: 489, epsilon: 1e-12, data: 'weights.bin', tensors: {} },
  expanded: { bytes: 0, sha256: '' },
};
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('parseDirectory()', () => {
  test('gives back what is sound', () => {
    expect(parseDirectory(encode(sound))).toEqual(sound);
  });

  test.each([
    [{ format: 1 }, /format 2, got 1/],
    [{ layers: 0 }, /`layers` to be positive, got 0/],
    [{ embedding: undefined }, /`embedding` to be positive, got undefined/],
    [{ exits: [2] }, /`exits` to rise to 4 layers, got 2/],
    [{ exits: [4, 2, 4] }, /`exits` to rise to 4 layers, got 4, 2, 4/],
    [{ exits: [0, 4] }, /`exits` to rise to 4 layers, got 0, 4/],
  ])('refuses %j', (change, message) => {
    expect(() => parseDirectory(encode({ ...sound, ...change }))).toThrow(message);
  });
});
