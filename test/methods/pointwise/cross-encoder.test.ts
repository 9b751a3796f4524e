import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { VectorCache } from '../../../src/engine/vectors/vector-cache';
import { crossEncoder } from '../../../src/methods/pointwise/cross-encoder';
import { runAll, taskOf } from '../../contracts/tasks';
import { testMethod } from '../../contracts/test-method';
import { cardOf } from '../../engine/cards';

testMethod('cross-encoder');

describe('cross-encoder', () => {
  const passages = ['broken clocks', 'a broken clock', 'nothing'].map((text) => ({ text }));

  test('returns the engine’s own logit for each pair', async () => {
    const engine = new FakeEngine();
    const results = await engine.classify('broken clocks', passages);
    const scores = await runAll(crossEncoder, taskOf(cardOf(), passages, { query: 'broken clocks', batch: 2 }), engine);
    expect(scores).toEqual(results.map((each, index) => ({ index, ...each })));
  });

  test('makes one model call per passage every time, and caches nothing', async () => {
    const [engine, vectors] = [new FakeEngine(), new VectorCache(2 ** 20)];
    for (let time = 1; time <= 2; time++) {
      await runAll(crossEncoder, taskOf(cardOf(), passages, { vectors }), engine);
      expect(engine.modelCalls).toBe(time * passages.length);
    }
    expect(vectors.size).toBe(0);
  });
});
