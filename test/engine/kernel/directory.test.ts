import { describe, expect, test } from 'vitest';
import { parseDirectory } from '../../../src/engine/kernel/directory';
import { folders, readCard, readFiles, runtimeFor, variantOf } from './node-kernel';

const sound = {
  ...{ format: 1, layers: 2, heads: 2, hidden: 32, inner: 64, tokenDim: 16, positions: 64, vocabulary: 489 },
  ...{ epsilon: 1e-12, data: 'weights.bin', tensors: {} },
};
const encode = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));

describe('parseDirectory()', () => {
  test('gives back what is sound', () => {
    expect(parseDirectory(encode(sound))).toEqual(sound);
  });

  test.each([
    [{ format: 2 }, /format 1, got 2/],
    [{ layers: 0 }, /`layers` to be positive, got 0/],
    [{ hidden: 40 }, /`hidden` to be a multiple of 16, got 40/],
    [{ heads: 8 }, /`hidden \/ heads` to be a multiple of 8, got 4/],
    [{ tokenDim: 12 }, /`tokenDim` to be a multiple of 8, got 12/],
  ])('refuses %j', (change, message) => {
    expect(() => parseDirectory(encode({ ...sound, ...change }))).toThrow(message);
  });
});

describe('the kernel’s runtime', () => {
  const folder = folders['tiny-late']!;
  const parts = async () => {
    const files = await readFiles(folder, variantOf(await readCard(folder), 'kernel'));
    return { runtime: await runtimeFor('kernel'), files };
  };

  test('refuses a directory that lacks a tensor, and names it', async () => {
    const { runtime, files } = await parts();
    const creation = runtime.createSession('wasm', { ...files, graph: encode(sound) });
    await expect(creation).rejects.toThrow(/directory to have word/);
  });

  test('refuses a data file that is cut short', async () => {
    const { runtime, files } = await parts();
    const data = files.data.map(({ path, data: bytes }) => ({ path, data: bytes.subarray(0, 1000) }));
    await expect(runtime.createSession('wasm', { ...files, data })).rejects.toThrow(/to reach \d+ bytes, got 1000/);
  });

  test('runs no more once a session is released, and nothing but one int32 row', async () => {
    const { runtime, files } = await parts();
    const session = await runtime.createSession('wasm', files);
    const two = { input_ids: { type: 'int32', data: Int32Array.of(2, 3, 2, 3), dims: [2, 2] } } as const;
    await expect(session.run(two)).rejects.toThrow(/one row, got int32 \[2,2\]/);
    await expect(session.run({})).rejects.toThrow(/one row, got none/);
    await session.release();
    const one = { input_ids: { type: 'int32', data: Int32Array.of(2, 3), dims: [1, 2] } } as const;
    await expect(session.run(one)).rejects.toThrow(/released/);
  });
});
