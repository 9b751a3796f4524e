/** @file A small language model with trained weights, which ranks the answer first with every kind of prompt. */
import { afterEach, describe, expect, test } from 'vitest';
import { createReranker } from '../../src/index';
import { onnx } from '../../src/onnx';
import type { CreateOptions, Reranker } from '../../src/index';
import { shippedWorker } from './harness';

const query = 'how long can cooked rice be kept in the fridge';
const passages = [
  'The ferry to the island leaves at noon on weekdays and does not carry cars in winter.',
  'Cooked rice keeps for three to four days in the fridge if it is cooled within an hour.',
  'A bicycle chain wants a drop of oil now and then.',
];
const open: Reranker[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.dispose()));
});
async function create(options: CreateOptions): Promise<Reranker> {
  const reranker = await createReranker({
    model: new URL('/fixtures/models/small-lm/', location.href),
    runtimes: [onnx()],
    assets: location.origin,
    worker: shippedWorker,
    ...options,
  });
  open.push(reranker);
  return reranker;
}

describe('small-lm', () => {
  test('passes its self-test on WASM, and ranks the answer first with yes-no', async () => {
    const reranker = await create({ device: 'wasm' });
    expect(reranker.report).toMatchObject({ device: 'wasm', dtype: 'int8', method: 'yes-no' });
    expect(reranker.report.selfTest.maxError).toBeLessThan(0.005);
    expect((await reranker.rerank(query, passages)).results[0]!.index).toBe(1);
  });

  test.each([
    'cross-encoder',
    'graded',
    'query-likelihood',
    'setwise-heapsort',
    'listwise-full',
    'in-context',
    'term-match',
  ])('ranks the answer first with %s', async (method) => {
    const { results } = await (await create({ device: 'wasm', method })).rerank(query, passages);
    expect(results[0]!.index).toBe(1);
  });

  test('rejects methods that it does not support', async () => {
    await expect(create({ device: 'wasm', method: 'embedding' })).rejects.toThrow('embedding needs embed');
  });
});
