import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StoredTensor } from '../../../src/models/files/tensor-directory';
import { parseDirectory } from '../../../src/models/files/tensor-directory';
import { expandWeights, layoutOf } from '../../../src/models/files/expand-weights';
import { folders } from '../../engine/runtimes/kernel/node-kernel';

/** A line of four-bit values with one float16 scale: 0x3c00 is 1, 0x3800 is ½, 0x4000 is 2. */
function lineOf(nibbles: readonly number[], scales: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(64 + 2 * scales.length);
  for (let index = 0; index < nibbles.length; index += 2)
    bytes[index / 2] = (nibbles[index]! & 15) | ((nibbles[index + 1]! & 15) << 4);
  new Uint8Array(bytes.buffer, 64).set(new Uint8Array(Uint16Array.from(scales).buffer));
  return bytes;
}

const table = (width: number, size: number): StoredTensor => ({
  dtype: 'int4',
  shape: [1, width],
  offset: 0,
  groups: { axis: 1, size, offset: 64 },
});

function expandLine(nibbles: readonly number[], scales: readonly number[], size: number) {
  const tensors = { word: table(nibbles.length, size) };
  const bytes = expandWeights({ tensors }, lineOf(nibbles, scales));
  const { word, 'word.scale': scale } = layoutOf({ tensors }).tensors;
  return {
    values: [...new Int8Array(bytes.buffer, word!.offset, nibbles.length)],
    scale: new Float32Array(bytes.buffer, scale!.offset, 1)[0]!,
  };
}

describe('expandWeights()', () => {
  test.each(Object.keys(folders))('gives the bytes of %s that its exporter pointed the graphs into', async (name) => {
    const folder = folders[name]!;
    const directory = parseDirectory(await readFile(join(folder, 'encoder.json')));
    const bytes = expandWeights(directory, await readFile(join(folder, directory.data)));
    expect(layoutOf(directory).bytes).toBe(directory.expanded.bytes);
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(directory.expanded.sha256);
  });

  test('gives the stored file itself if nothing is in four bits', () => {
    const stored = Uint8Array.of(1, 2, 3, 4);
    expect(expandWeights({ tensors: { a: { dtype: 'int8', shape: [4], offset: 0 } } }, stored)).toBe(stored);
  });

  test('reads the low half of a byte first, −7…7, and scales the line by its largest magnitude', () => {
    expect(expandLine([7, -7, 0, 1], [0x3c00], 4)).toEqual({ values: [127, -127, 0, 18], scale: Math.fround(7 / 127) });
  });

  test('reads −8, and a negative scale: 0xbc00 is −1', () => {
    expect(expandLine([-8, 4, 0, 1], [0x3c00], 4)).toEqual({ values: [-127, 64, 0, 16], scale: Math.fround(8 / 127) });
    expect(expandLine([-8, 4, 0, 1], [0xbc00], 4)).toEqual({ values: [127, -64, 0, -16], scale: Math.fround(8 / 127) });
  });

  test('gives each group its own scale', () => {
    // Groups of two: 2 · (4, −1) and ½ · (6, 2), so the largest magnitude is 8.
    const { values, scale } = expandLine([4, -1, 6, 2], [0x4000, 0x3800], 2);
    expect(scale).toBe(Math.fround(8 / 127));
    expect(values).toEqual([127, -32, 48, 16]);
  });

  test('keeps a line of zeros zero', () => {
    expect(expandLine([0, 0, 0, 0], [0], 4).values).toEqual([0, 0, 0, 0]);
  });

  test('has an error of at most half a step of the line', () => {
    const nibble = fc.integer({ min: -7, max: 7 });
    const scale = fc.integer({ min: 0x0001, max: 0x4400 }); // up to 4
    fc.assert(
      fc.property(fc.array(nibble, { minLength: 8, maxLength: 8 }), fc.tuple(scale, scale), (nibbles, scales) => {
        const { values, scale: line } = expandLine(nibbles, scales, 4);
        nibbles.forEach((each, index) => {
          const exact = each * halfOf(scales[Math.floor(index / 4)]!);
          expect(Math.abs(values[index]! * line - exact)).toBeLessThanOrEqual(line * 0.5001);
        });
      }),
    );
  });

  test('transposes a matrix, which is stored column by column, to (in, out)', () => {
    const tensors = {
      'a.weight': { dtype: 'int4', shape: [2, 3], offset: 0, groups: { axis: 0, size: 2, offset: 64 } },
    } as const;
    const bytes = expandWeights({ tensors }, lineOf([7, 1, 2, 7, -7, 0], [0x3c00, 0x3800, 0x4000]));
    const { tensors: places } = layoutOf({ tensors });
    expect(places['a.scale']!.shape).toEqual([3]);
    expect([...new Int8Array(bytes.buffer, 0, 6)]).toEqual([127, 36, -127, 18, 127, 0]);
    const scales = new Float32Array(bytes.buffer, places['a.scale']!.offset, 3);
    expect([...scales]).toEqual([7, 3.5, 14].map((largest) => Math.fround(largest / 127)));
  });

  test('refuses a file that is cut short, and a tensor without groups', () => {
    expect(() => expandWeights({ tensors: { word: table(8, 4) } }, new Uint8Array(3))).toThrow(
      /to reach 4 bytes, got 3/,
    );
    const { groups, ...bare } = table(8, 4);
    expect(groups).toBeDefined();
    expect(() => layoutOf({ tensors: { word: bare } })).toThrow(/Expected word to have groups .* got undefined/);
  });
});

/** A positive number as float16, by definition. */
function halfOf(bits: number): number {
  const exponent = bits >> 10;
  return exponent === 0 ? (bits & 1023) * 2 ** -24 : (1024 + (bits & 1023)) * 2 ** (exponent - 25);
}
