import { beforeAll, describe, expect, test } from 'vitest';
import type { OutputTensor, Session } from '../../../src/engine/runtime';
import type { ModelCard } from '../../../src/models/card';
import { memoryStore } from '../../../src/engine/model-store';
import { nodeEnvironment } from '../../../src/cli/node-environment';
import { createCandidate } from '../../../workers/candidate';
import { pathToFileURL } from 'node:url';
import { folders, readCard, readFiles, runtimeFor, variantOf } from './node-kernel';
import { random } from './product-suite';

type Outputs = Readonly<Record<string, OutputTensor>>;

/** Mean cosine between the vectors of the kernel and of onnxruntime-web, at least: both are int8 and err on their own, over words at random. */
const LEAST_COSINE: Readonly<Record<string, { readonly token: number; readonly pooled: number }>> = {
  'tiny-late': { token: 0.98, pooled: 0.99 },
  base: { token: 0.98, pooled: 0.98 },
};

describe.each(Object.keys(folders))('the kernel on %s', (name) => {
  const folder = folders[name]!;
  let card: ModelCard;
  let session: Session;
  beforeAll(async () => {
    card = await readCard(folder);
    const runtime = await runtimeFor('kernel');
    expect(runtime.build).toBe('rankside-kernel/simd@1');
    session = await runtime.createSession('wasm', await readFiles(folder, variantOf(card, 'kernel')));
  });
  const run = (ids: Int32Array) => session.run(feed(ids));
  /** Ids of common words, between the control tokens of the card. */
  const row = (tokens: number, seed = tokens) => {
    const next = random(seed);
    const [low, high] = name === 'base' ? [1996, 12000] : [5, 400];
    const ids = Int32Array.from({ length: tokens }, () => low + Math.floor(next() * (high - low)));
    ids[0] = card.template.passage![0]!.id!;
    ids[tokens - 1] = card.template.passage!.at(-1)!.id!;
    return ids;
  };

  test.each(['kernel', 'onnx'] as const)('passes the golden pairs with %s', async (kind) => {
    const { selfTest } = await createCandidate(variantOf(card, kind), {
      model: { card, urlOf: (path) => new URL(path, pathToFileURL(`${folder}/`)).href },
      runtimeFor,
      source: { store: memoryStore, fetch: nodeEnvironment.fetch, onBytes: () => undefined, warn: () => undefined },
    });
    expect(selfTest.pairs).toBeGreaterThan(0);
    expect(selfTest.maxError).toBeLessThanOrEqual(selfTest.tolerance);
  });

  test('gives nearly the vectors of onnxruntime-web at any length', async () => {
    const runtime = await runtimeFor('onnx');
    const reference = await runtime.createSession('wasm', await readFiles(folder, variantOf(card, 'onnx')));
    for (const tokens of [2, 3, 4, 5, 8, 17, 33, card.limits.passage]) {
      const ids = row(tokens);
      const [ours, theirs] = [await run(ids), await reference.run(feed(ids))];
      expect(ours['token_vectors']!.dims).toEqual(theirs['token_vectors']!.dims);
      expect(ours['pooled']!.dims).toEqual(theirs['pooled']!.dims);
      const { token, pooled } = LEAST_COSINE[name]!;
      expect(meanCosine(ours['pooled']!, theirs['pooled']!)).toBeGreaterThan(pooled);
      expect(meanCosine(ours['token_vectors']!, theirs['token_vectors']!)).toBeGreaterThan(token);
    }
    await reference.release();
  });

  test('gives unit vectors for every length from 1 to the limit', async () => {
    const step = name === 'base' ? 17 : 1;
    for (let tokens = 1; tokens <= card.limits.passage; tokens += step) {
      const { token_vectors: vectors, pooled } = await run(row(tokens));
      expect(vectors!.data.length).toBe(tokens * vectors!.dims[2]!);
      for (const length of [...lengths(vectors!), ...lengths(pooled!)]) expect(length).toBeCloseTo(1, 4);
    }
  });

  test('gives a row the same vectors whatever ran before', async () => {
    const ids = row(23);
    const first = await run(ids);
    for (const tokens of [card.limits.passage, 2, 24, 22]) {
      await run(row(tokens, 7));
      expect(await run(ids)).toEqual(first);
    }
  });

  test('refuses rows that are too long and ids that are not there', async () => {
    await expect(run(new Int32Array(1 + 512))).rejects.toThrow(/Expected 1 to \d+ tokens/);
    await expect(run(Int32Array.of(2, 99999, 3))).rejects.toThrow(/Expected token ids below/);
    await expect(run(Int32Array.of(2, -1, 3))).rejects.toThrow(/Expected token ids below/);
  });
});

function feed(ids: Int32Array) {
  return { input_ids: { type: 'int32', data: ids, dims: [1, ids.length] } } as const;
}

function vectorsOf({ data, dims }: Outputs[string]): Float32Array[] {
  const width = dims.at(-1)!;
  return Array.from({ length: data.length / width }, (_, at) => data.subarray(at * width, (at + 1) * width));
}

function lengths(tensor: OutputTensor): number[] {
  return vectorsOf(tensor).map((vector) => Math.hypot(...vector));
}

function meanCosine(a: OutputTensor, b: OutputTensor): number {
  const others = vectorsOf(b);
  const cosines = vectorsOf(a).map((vector, at) => vector.reduce((sum, value, k) => sum + value * others[at]![k]!, 0));
  return cosines.reduce((sum, cosine) => sum + cosine, 0) / cosines.length;
}
