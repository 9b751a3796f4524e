import { describe, expect, test } from 'vitest';
import type { Engine } from '../../../src/engine/engine';
import { FakeEngine } from '../../../src/test/fake-engine';
import { VectorCache } from '../../../src/engine/vectors/vector-cache';
import { embedding } from '../../../src/methods/bi-encoder/embedding';
import { logitsOf, runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, GRADED_ORDER, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('embedding');

describe('embedding', () => {
  test('makes one model call for a second query over cached passages', async () => {
    const [engine, vectors] = [new FakeEngine(), new VectorCache(2 ** 20)];
    await runAll(embedding, taskOf(cardOf(), GRADED, { vectors, query: 'clocks' }), engine);
    const before = engine.modelCalls;
    await runAll(embedding, taskOf(cardOf(), GRADED, { vectors, query: QUESTION }), engine);
    expect(engine.modelCalls - before).toBe(1);
  });

  test('uses pooled vectors of an engine without token vectors, with the same scores', async () => {
    const full = new FakeEngine();
    const pooled: Engine = {
      abilities: ['embed'],
      build: full.build,
      modelCalls: 0,
      count: (text) => full.count(text),
      cost: (passage) => full.cost(passage),
      embed: (_, texts) => full.embedPassages(texts),
      dispose: () => Promise.resolve(),
    };
    const task = () => taskOf(cardOf(), GRADED, { query: QUESTION });
    const scores = logitsOf(await runAll(embedding, task(), pooled));
    expect(scores).toEqual(logitsOf(await runAll(embedding, task(), full)));
    expect([...scores].sort(([, a], [, b]) => b - a).map(([index]) => index)).toEqual(GRADED_ORDER);
  });
});
