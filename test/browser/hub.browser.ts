import { afterEach, describe, expect, test } from 'vitest';
import type { CreateOptions, Reranker } from '../../src/index';
import type { GoldenScores } from '../contracts/golden';
import { createTiny, shippedWorker } from './harness';

const TOLERANCES = { wasm: 1e-3, webgpu: 1e-2 } as const;
const JOINT = ['electra', 'roberta', 'xlm-roberta', 'deberta-v2', 'modernbert'] as const;
const ASKED = ['Qwen3-Reranker-tiny', 'mxbai-rerank-tiny-v2', 'instruct'] as const;
const CLASSIFIER = 'Qwen3-Reranker-tiny-seq-cls';
const APART = ['mean', 'cls-dense', 'last', 'colbert', 'pylate'] as const;
const hub = new URL('/hub/', location.href);
const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});
async function create(options: CreateOptions): Promise<Reranker> {
  const reranker = await createTiny({ hub, ...options });
  open.push(reranker);
  return reranker;
}

async function goldenOf(name: string): Promise<GoldenScores[]> {
  const asked = (ASKED as readonly string[]).includes(name);
  const folder = asked ? 'qwen' : name === CLASSIFIER ? 'qwen-classifier' : name;
  const golden: unknown = await (await fetch(`/fixtures/hub/tiny/${folder}/golden.json`)).json();
  return asked ? (golden as Record<string, GoldenScores[]>)[name]! : (golden as GoldenScores[]);
}

type Golden = { readonly tolerance: number; readonly queries?: number };

async function expectGolden(
  reranker: Reranker,
  name: string,
  { tolerance, queries = Infinity }: Golden,
): Promise<void> {
  for (const { query, passages } of (await goldenOf(name)).slice(0, queries)) {
    const texts = passages.map(({ text, title }) => (title ? { text, title } : { text }));
    const { results } = await reranker.rerank(query, texts);
    expect(results).toHaveLength(passages.length);
    for (const { index, logit } of results) {
      expect(Math.abs(logit! - passages[index]!.score)).toBeLessThanOrEqual(tolerance);
    }
  }
}

describe.each([...JOINT, ...ASKED, CLASSIFIER, ...APART])('%s from a hub', (name) => {
  test('scores on WebGPU as PyTorch does', async () => {
    const reranker = await create({ model: `tiny/${name}`, device: 'webgpu', dtype: 'fp32' });
    expect(reranker.report).toMatchObject({ model: `tiny/${name}`, device: 'webgpu', dtype: 'fp32' });
    // The software adapter takes seconds for each new shape; the unit tests have all queries.
    await expectGolden(reranker, name, { tolerance: TOLERANCES.webgpu, queries: 1 });
  });
});

describe.each(['modernbert', 'instruct', 'pylate'])('%s from a hub', (name) => {
  test('scores on WASM as PyTorch does, also in a pool', async () => {
    const reranker = await create({ model: `tiny/${name}`, device: 'wasm', dtype: 'fp32', cores: 2 });
    expect(reranker.report.runtime).toBe('onnx');
    await expectGolden(reranker, name, { tolerance: TOLERANCES.wasm });
  });
});

describe.each(['modern-cls', 'modern-modular'])('%s from a hub', (name) => {
  test('runs on the kernel on WASM and on WebGPU with nearly the same scores', async () => {
    const logits = async (device: 'wasm' | 'webgpu') => {
      const reranker = await create({ model: `tiny/${name}`, device, dtype: 'int8' });
      expect(reranker.report).toMatchObject({ method: 'cross-encoder', device, runtime: 'kernel' });
      const [{ query, passages }] = (await goldenOf(name)) as [GoldenScores];
      const { results } = await reranker.rerank(query, passages.map(({ text }) => text)); // prettier-ignore
      return results.toSorted((a, b) => a.index - b.index).map(({ logit }) => logit!);
    };
    const [onWasm, onGpu] = [await logits('wasm'), await logits('webgpu')];
    // An activation may fall on the other side of a step, which these random models amplify.
    onGpu.forEach((logit, index) => expect(Math.abs(logit - onWasm[index]!)).toBeLessThan(0.15));
  });
});

describe('a folder in the layout of a hub', () => {
  test('is loaded by its URL, and the caller’s card overrides its files', async () => {
    const folder = new URL('/fixtures/hub/tiny/electra/', location.href);
    const card = { languages: ['fi'], limits: { query: 20, passage: 40, pair: 40 } };
    const plain = await create({ model: folder, worker: shippedWorker });
    const kernel = { runtime: 'kernel', dtype: 'int8' };
    expect(plain.report).toMatchObject({ model: 'electra', method: 'cross-encoder', languages: ['*'], ...kernel });
    // Activations have 7 bits: test/models/hub/golden/kernel.test.ts.
    await expectGolden(plain, 'electra', { tolerance: 0.25 });
    const changed = await create({ model: folder, card });
    expect(changed.report.languages).toEqual(['fi']);
    await expect(changed.rerank('bread '.repeat(21), ['a'])).rejects.toMatchObject({ details: { limit: 20 } });
    await expect(create({ model: folder, card: { variants: [] } })).rejects.toMatchObject({ code: 'device-unavailable' }); // prettier-ignore
  });

  test('without a card and a configuration is rejected, and the message names the card', async () => {
    const nowhere = create({ model: new URL('/fixtures/hub/', location.href) });
    await expect(nowhere).rejects.toMatchObject({ message: expect.stringContaining('card.json') as string });
  });
});
