import { beforeAll, describe, expect, test } from 'vitest';
import type { Runtime, SessionFiles } from '../../../../src/engine/runtimes/runtime';
import { folders, readCard, readSegments, runtimeFor, variantOf } from './node-kernel';

const folder = folders['tiny-late']!;
type Directory = Record<string, unknown> & { tensors: Record<string, unknown> };

describe('the kernel’s runtime', () => {
  let runtime: Runtime;
  let segments: SessionFiles[];
  beforeAll(async () => {
    const card = await readCard(folder);
    runtime = await runtimeFor('kernel');
    segments = await readSegments(folder, card, variantOf(card, 'kernel'));
  });
  const changed = (change: (directory: Directory) => void): SessionFiles => {
    const directory = JSON.parse(new TextDecoder().decode(segments[0]!.graph)) as Directory;
    change(directory);
    return { ...segments[0]!, graph: new TextEncoder().encode(JSON.stringify(directory)) };
  };
  const ids = (count: number, rows = 1) =>
    ({ type: 'int32', data: Int32Array.from({ length: count * rows }, () => 2), dims: [rows, count] }) as const;
  const wanted = ['token_vectors', 'pooled'];

  test.each<readonly [string, unknown, RegExp]>([
    ['hidden', 40, /`hidden` to be a multiple of 16, got 40/],
    ['inner', 72, /`inner` to be a multiple of 16, got 72/],
    ['heads', 8, /`hidden \/ heads` to be a multiple of 8, got 4/],
    ['tokenDim', 12, /`tokenDim` to be a multiple of 8, got 12/],
    ['embedding', 18, /`embedding` to be a multiple of 4, got 18/],
  ])('refuses a directory with %s of %j', async (name, value, message) => {
    const files = changed((directory) => (directory[name] = value));
    await expect(runtime.createSession('wasm', files)).rejects.toThrow(message);
  });

  test('refuses a directory that lacks a tensor, and names it', async () => {
    const files = changed((directory) => delete directory.tensors['exits.1.project']);
    await expect(runtime.createSession('wasm', files)).rejects.toThrow(/directory to have exits\.1\.project/);
  });

  test('refuses a stage that is not there', async () => {
    const creation = runtime.createSession('wasm', { ...segments[0]!, segment: 3 });
    await expect(creation).rejects.toThrow(/Expected a stage from 1 to 2, got 3/);
  });

  test('refuses a data file that is cut short', async () => {
    const data = segments[0]!.data.map(({ path, data: bytes }) => ({ path, data: bytes.subarray(0, 1000) }));
    const creation = runtime.createSession('wasm', { ...segments[0]!, data });
    await expect(creation).rejects.toThrow(/to reach \d+ bytes, got 1000/);
  });

  test('runs no more once a session is released, and nothing but one int32 row', async () => {
    const session = await runtime.createSession('wasm', segments[0]!);
    await expect(session.run({ input_ids: ids(2, 2) }, wanted)).rejects.toThrow(/one row, got int32 \[2,2\]/);
    await expect(session.run({}, wanted)).rejects.toThrow(/one row, got none/);
    await session.release();
    await expect(session.run({ input_ids: ids(2) }, wanted)).rejects.toThrow(/released/);
  });

  test('gives what is wanted and no more; the last stage has no states to hand on', async () => {
    const [first, last] = [
      await runtime.createSession('wasm', segments[0]!),
      await runtime.createSession('wasm', segments[1]!),
    ];
    const { next_hidden: hidden, ...others } = await first.run({ input_ids: ids(5) }, ['next_hidden']);
    expect(others).toEqual({});
    expect(hidden!.dims).toEqual([1, 5, 32]);
    expect(last.inputs).toEqual([{ name: 'hidden', type: 'float32' }]);
    const feeds = { hidden: { type: 'float32', ...hidden! } } as const;
    expect(Object.keys(await last.run(feeds, ['pooled']))).toEqual(['pooled']);
    await expect(last.run(feeds, ['next_hidden'])).rejects.toThrow(/outputs among .*, got next_hidden/);
    await expect(last.run({ input_ids: ids(5) }, wanted)).rejects.toThrow(/float32 hidden of one row, got none/);
  });
});
