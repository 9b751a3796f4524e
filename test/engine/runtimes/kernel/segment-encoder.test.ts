import { beforeAll, describe, expect, test } from 'vitest';
import type { FeedTensor, OutputTensor, RuntimeFiles, Session } from '../../../../src/engine/runtimes/runtime';
import type { RuntimeKind } from '../../../../src/core/types';
import type { ModelCard } from '../../../../src/models/card';
import { memoryStore } from '../../../../src/models/files/model-store';
import { nodeEnvironment } from '../../../../src/cli/node-environment';
import { createTestedEngine } from '../../../../src/host/engines/create-tested-engine';
import { pathToFileURL } from 'node:url';
import { folders, readCard, readSegments, runtimeFor, variantOf } from './node-kernel';
import { cutToDepth, depthsOf } from '../../../../src/models/exits';
import { createSessions } from '../../../../src/host/engines/assemble-engine';
import { mulberry32 } from '../../../../src/eval/mulberry32';

type Outputs = Readonly<Record<string, OutputTensor>>;

/**
 * The smallest mean cosine between vectors of the kernel and of onnxruntime-web over random words. Both are int8 with
 * errors of their own.
 */
const LEAST_COSINE: Readonly<Record<string, { readonly token: number; readonly pooled: number }>> = {
  'tiny-late': { token: 0.98, pooled: 0.99 },
  fast: { token: 0.98, pooled: 0.98 },
  base: { token: 0.97, pooled: 0.97 },
};

const WANTED = ['token_vectors', 'token_weights', 'pooled'];
const CASES = [
  ['tiny-late', 1],
  ['tiny-late', 2],
  ['fast', 2],
  ['base', 2],
  ['base', 4],
  ['base', 6],
] as const;

test('the kernel’s build has its version', async () => {
  expect((await runtimeFor('kernel')).build).toBe('rankside-kernel/simd@2');
});

test.each(Object.keys(folders))('every depth of %s is tested', async (name) => {
  expect(depthsOf(await readCard(folders[name]!))).toEqual(
    CASES.filter(([each]) => each === name).map(([, index]) => index),
  );
});

describe.each(CASES)('the kernel on %s to depth %i', (name, depth) => {
  const folder = folders[name]!;
  let card: ModelCard;
  let sessions: Session[];
  const create = async (kind: RuntimeKind) => {
    const variant = variantOf(card, kind);
    return createSessions(await runtimeFor(kind), variant, await readSegments(folder, card, variant));
  };
  beforeAll(async () => {
    card = cutToDepth(await readCard(folder), depth);
    sessions = await create('kernel');
  });
  const run = (ids: Int32Array) => chain(sessions, ids);
  /** The ids of common words between the card's control tokens. */
  const row = (tokens: number, seed = tokens) => {
    const next = mulberry32(seed);
    const [low, high] = name !== 'tiny-late' ? [1996, 12000] : [5, 400];
    const ids = Int32Array.from({ length: tokens }, () => low + Math.floor(next() * (high - low)));
    ids[0] = card.template.passage![0]!.id!;
    ids[tokens - 1] = card.template.passage!.at(-1)!.id!;
    return ids;
  };

  test.each(['kernel', 'onnx'] as const)('passes the golden pairs with %s', async (kind) => {
    const { selfTest } = await createTestedEngine(variantOf(card, kind), {
      model: { card, urlOf: (path) => new URL(path, pathToFileURL(`${folder}/`)).href },
      runtimeFor: ({ runtime = 'onnx' }) => runtimeFor(runtime),
      runtime: {} as RuntimeFiles,
      env: nodeEnvironment,
      source: { store: memoryStore, fetch: nodeEnvironment.fetch, onBytes: () => undefined, warn: () => undefined },
    });
    expect(selfTest.pairs).toBeGreaterThan(0);
    expect(selfTest.maxError).toBeLessThanOrEqual(selfTest.tolerance);
  });

  test('gives nearly the same vectors as onnxruntime-web at any length', async () => {
    const reference = await create('onnx');
    for (const tokens of [2, 3, 4, 5, 8, 17, 33, card.limits.passage]) {
      const ids = row(tokens);
      const [ours, theirs] = [await run(ids), await chain(reference, ids)];
      expect(ours['token_vectors']!.dims).toEqual(theirs['token_vectors']!.dims);
      expect(ours['pooled']!.dims).toEqual(theirs['pooled']!.dims);
      const { token, pooled } = LEAST_COSINE[name]!;
      expect(meanCosine(ours['pooled']!, theirs['pooled']!)).toBeGreaterThan(pooled);
      expect(meanCosine(ours['token_vectors']!, theirs['token_vectors']!)).toBeGreaterThan(token);
      expect(ours['token_weights']!.dims).toEqual(theirs['token_weights']!.dims);
      expect(meanDistance(ours['token_weights']!, theirs['token_weights']!)).toBeLessThan(0.2);
    }
    for (const session of reference) await session.release();
  });

  test('gives unit vectors for every length from 1 to the limit', async () => {
    const step = name !== 'tiny-late' ? 17 : 1;
    for (let tokens = 1; tokens <= card.limits.passage; tokens += step) {
      const { token_vectors: vectors, pooled } = await run(row(tokens));
      expect(vectors!.data.length).toBe(tokens * vectors!.dims[2]!);
      for (const length of [...lengths(vectors!), ...lengths(pooled!)]) expect(length).toBeCloseTo(1, 4);
    }
  });

  test('gives the same vectors for a row, whatever was run before', async () => {
    const ids = row(23);
    const first = await run(ids);
    for (const tokens of [card.limits.passage, 2, 24, 22]) {
      await run(row(tokens, 7));
      expect(await run(ids)).toEqual(first);
    }
  });

  test('refuses rows that are too long, and ids outside the vocabulary', async () => {
    await expect(run(new Int32Array(1 + 512))).rejects.toThrow(/Expected 1 to \d+ tokens/);
    await expect(run(Int32Array.of(2, 99999, 3))).rejects.toThrow(/Expected token ids below/);
    await expect(run(Int32Array.of(2, -1, 3))).rejects.toThrow(/Expected token ids below/);
  });
});

/** Runs all segments, as the engine does. */
async function chain(sessions: readonly Session[], ids: Int32Array): Promise<Outputs> {
  let feeds: Record<string, FeedTensor> = { input_ids: { type: 'int32', data: ids, dims: [1, ids.length] } };
  for (const session of sessions.slice(0, -1)) {
    feeds = { hidden: { type: 'float32', ...(await session.run(feeds, ['next_hidden']))['next_hidden']! } };
  }
  return (await sessions.at(-1)!.run(feeds, WANTED)) as Outputs;
}

function vectorsOf({ data, dims }: Outputs[string]): Float32Array[] {
  const width = dims.at(-1)!;
  return Array.from({ length: data.length / width }, (_, index) => data.subarray(index * width, (index + 1) * width));
}

function lengths(tensor: OutputTensor): number[] {
  return vectorsOf(tensor).map((vector) => Math.hypot(...vector));
}

function meanDistance(a: OutputTensor, b: OutputTensor): number {
  return a.data.reduce((sum, value, index) => sum + Math.abs(value - b.data[index]!), 0) / a.data.length;
}

function meanCosine(a: OutputTensor, b: OutputTensor): number {
  const others = vectorsOf(b);
  const cosines = vectorsOf(a).map((vector, index) =>
    vector.reduce((sum, value, k) => sum + value * others[index]![k]!, 0),
  );
  return cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
}
