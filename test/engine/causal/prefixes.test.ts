import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Prefixes } from '../../../src/engine/causal/prefixes';
import type { Engine } from '../../../src/engine/engine';
import { queryLikelihoodPrompt } from '../../../src/prompts/pointwise';
import { fill } from '../../../src/prompts/prompt';
import { createTiny } from '../../contracts/tiny-models';

const past = (floats: number) => {
  return { tokens: 1, reread: [], states: { key: { data: new Float32Array(floats), dims: [1, 1, 1, floats] } } };
};

describe('Prefixes', () => {
  test('reads a beginning once, and drops the one that was not used for longest', async () => {
    const prefixes = new Prefixes(80);
    const read: number[] = [];
    const after = (id: number) => prefixes.after([id], () => Promise.resolve((read.push(id), past(10))));
    for (const id of [1, 2, 1, 3, 1, 2]) await after(id);
    expect(read).toEqual([1, 2, 3, 2]);
  });

  test('keeps the newest beginning although it is larger than the budget', async () => {
    const prefixes = new Prefixes(8);
    let reads = 0;
    for (let time = 0; time < 2; time++) await prefixes.after([1], () => Promise.resolve((reads++, past(10))));
    expect(reads).toBe(1);
  });
});

describe('logLikelihood()', () => {
  const passages = ['The ferry leaves at noon.', 'Rice keeps for four days.'];
  const prompts = passages.map((passage) => fill(queryLikelihoodPrompt, { passage }));
  let engine: Engine;
  beforeAll(async () => void ({ engine } = await createTiny('tiny-llama')));
  afterAll(() => engine.dispose());

  test('reads the passages once for several queries, with the results of a fresh engine', async () => {
    await engine.logLikelihood!(prompts, 'when does the ferry leave');
    const before = engine.modelCalls;
    const found = await engine.logLikelihood!(prompts, 'how long does rice keep');
    expect(engine.modelCalls - before).toBe(passages.length);
    const { engine: fresh } = await createTiny('tiny-llama');
    expect(await fresh.logLikelihood!(prompts, 'how long does rice keep')).toEqual(found);
    await fresh.dispose();
  });
});
