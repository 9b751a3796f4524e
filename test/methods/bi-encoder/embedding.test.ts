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
  test('makes one call for a second query over passages already seen', async () => {
    const [engine, vectors] = [new FakeEngine(), new VectorCache(2 ** 20)];
    await runAll(embedding, taskOf(cardOf(), GRADED, { vectors, query: 'clocks' }), engine);
    const before = engine.modelCalls;
    await runAll(embedding, taskOf(cardOf(), GRADED, { vectors, query: QUESTION }), engine);
    expect(engine.modelCalls - before).toBe(1);
  });

  test('asks an engine without token vectors for pooled ones, with the same scores', async () => {
    const whole = new FakeEngine();
    const pooled: Engine = {
      abilities: ['embed'],
      build: whole.build,
      modelCalls: 0,
      count: (text) => whole.count(text),
      cost: (passage) => whole.cost(passage),
      embed: (_, texts) => whole.embedPassages(texts),
      dispose: () => Promise.resolve(),
    };
    const task = () => taskOf(cardOf(), GRADED, { query: QUESTION });
    const scores = logitsOf(await runAll(embedding, task(), pooled));
    expect(scores).toEqual(logitsOf(await runAll(embedding, task(), whole)));
    expect([...scores].sort(([, a], [, b]) => b - a).map(([row]) => row)).toEqual(GRADED_ORDER);
  });
});
