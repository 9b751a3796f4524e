/**
 * @file Models of the fixtures' hub, loaded by the real transformers.js, compared with PyTorch. In Node it runs them by
 * onnxruntime-node; transformers.browser.ts runs it in a worker.
 */
import * as transformers from '@huggingface/transformers';
import { afterEach, describe, expect, test } from 'vitest';
import { nodeEnvironment } from '../../src/cli/node-environment';
import { createReranker } from '../../src/client/create-reranker';
import type { CreateOptions, Reranker } from '../../src/client/reranker';
import { exposeTransformersHost } from '../../src/transformers/host';
import type { TransformersHostOptions, TransformersModule } from '../../src/transformers/host';
import { goldenOf } from '../contracts/hub-models';
import type { GoldenScores } from '../contracts/golden';

const module = transformers as unknown as TransformersModule;
const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});

const folderOf = (name: string) => new URL(`../fixtures/hub/tiny/${name}/`, import.meta.url);

/** A reranker whose host runs in this thread. */
async function create(
  options: CreateOptions,
  host: TransformersHostOptions = { transformers: module },
): Promise<Reranker> {
  const connect = () => {
    const { port1, port2 } = new MessageChannel();
    exposeTransformersHost(host, port2, { fetch: nodeEnvironment.fetch, threads: () => 1 });
    return port1;
  };
  const reranker = await createReranker({
    ...{ assets: 'http://localhost/', cache: 'memory', device: 'wasm', dtype: 'fp32', worker: connect },
    ...options,
  });
  open.push(reranker);
  return reranker;
}

async function expectGolden(reranker: Reranker, golden: readonly GoldenScores[], tolerance = 1e-3): Promise<void> {
  for (const { query, passages } of golden) {
    const texts = passages.map(({ text, title }) => (title ? { text, title } : { text }));
    const { results } = await reranker.rerank(query, texts);
    for (const { index, logit } of results)
      expect(Math.abs(logit! - passages[index]!.score)).toBeLessThanOrEqual(tolerance);
  }
}

test('a last-pass model is left out with a warning', async () => {
  const reranker = await create({ model: folderOf('mean'), lastPass: 'deep' });
  expect(reranker.report.warnings.join()).toMatch('The last-pass model deep is left out');
  expect((await reranker.rerank('bread', ['a', 'b'])).stats.lastPass).toBeUndefined();
});

describe.each([
  ['electra', 'cross-encoder'],
  ['roberta', 'cross-encoder'],
  ['xlm-roberta', 'cross-encoder'],
  ['deberta-v2', 'cross-encoder'],
  ['modernbert', 'cross-encoder'],
  ['mean', 'embedding'],
  ['cls-dense', 'embedding'],
  ['last', 'embedding'],
  ['colbert', 'late-interaction'],
  ['pylate', 'late-interaction'],
])('%s by transformers.js', (name, method) => {
  test('scores as PyTorch does', async () => {
    const reranker = await create({ model: folderOf(name) });
    expect(reranker.report).toMatchObject({ model: name, method, runtime: 'transformers', dtype: 'fp32' });
    await expectGolden(reranker, goldenOf(name) as GoldenScores[]);
  });

  test('scores a passage alone as among others', async () => {
    const [{ query, passages }] = goldenOf(name) as [GoldenScores];
    const texts = passages.map(({ text }) => text);
    const [one, other] = [await create({ model: folderOf(name) }), await create({ model: folderOf(name) })];
    const together = await one.rerank(query, texts);
    for (const { index, logit } of together.results) {
      const alone = await other.rerank(query, [texts[index]!]);
      expect(alone.results[0]!.logit).toBe(logit);
    }
  });
});

test('refuses WebGPU where there is none, if a number format is requested as well', async () => {
  const creation = create({ model: folderOf('electra'), device: 'webgpu', dtype: 'fp32' });
  await expect(creation).rejects.toMatchObject({ code: 'device-unavailable' });
});

describe('a causal model by transformers.js', () => {
  const golden = goldenOf('qwen') as Record<string, GoldenScores[]>;

  test('scores as PyTorch does, and keeps what its prompts share', async () => {
    const reranker = await create({ model: folderOf('qwen') });
    expect(reranker.report).toMatchObject({ method: 'yes-no', candidates: [{ state: 'serving' }] });
    await expectGolden(reranker, golden['instruct']!);
  });

  test('scores a passage alone as among others, and does not depend on the prompts before', async () => {
    const { query, passages } = golden['instruct']![0]!;
    const texts = passages.map(({ text }) => text);
    const reranker = await create({ model: folderOf('qwen') });
    const together = await reranker.rerank(query, texts);
    const other = await create({ model: folderOf('qwen') });
    await other.rerank('another query', ['another passage']);
    for (const { index, logit } of together.results) {
      expect((await other.rerank(query, [texts[index]!])).results[0]!.logit).toBe(logit);
    }
  });

  test('takes a model that was loaded before, and leaves it to its owner', async () => {
    const { env, AutoModelForCausalLM, AutoTokenizer } = transformers;
    Object.assign(env, { localModelPath: folderOf('').pathname, allowRemoteModels: false });
    const model = await AutoModelForCausalLM.from_pretrained('qwen', { dtype: 'fp32' });
    const tokenizer = await AutoTokenizer.from_pretrained('qwen');
    const given = { model, tokenizer } as unknown as TransformersHostOptions;
    for (let time = 0; time < 2; time++) {
      const reranker = await create({}, given);
      expect(reranker.report).toMatchObject({ method: 'yes-no', dtype: 'fp32', runtime: 'transformers' });
      await expectGolden(reranker, golden['instruct']!);
      await reranker.dispose();
    }
  });
});
