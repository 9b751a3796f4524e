import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../src/test/fake-engine';
import { crossEncoder } from '../../src/methods/pointwise/cross-encoder';
import { embedding } from '../../src/methods/bi-encoder/embedding';
import { listwise } from '../../src/methods/listwise/listwise';
import { multiStage } from '../../src/methods/multi-stage';
import { logitsOf, runAll, taskOf } from '../contracts/tasks';
import { cardOf } from '../engine/cards';
import { GRADED, GRADED_ORDER, QUESTION, ScriptedEngine } from './scripted';

const task = (options = {}) => taskOf(cardOf(), GRADED, { query: QUESTION, ...options });
const orderOf = (logits: Map<number, number>) => [...logits].sort(([, a], [, b]) => b - a).map(([index]) => index);

describe('multiStage()', () => {
  test('ranks the best passages again, above the others', async () => {
    const engine = new ScriptedEngine(() => '[3] > [1] > [2]');
    const method = multiStage([
      { method: embedding, top: 1 },
      { method: listwise, top: 3 },
    ]);
    const scores = await runAll(method, task(), engine);
    const [first, second, third, ...others] = GRADED_ORDER;
    expect(scores).toHaveLength(GRADED.length);
    expect(orderOf(logitsOf(scores))).toEqual([third, first, second, ...others]);
    expect(engine.prompts).toHaveLength(1);
  });

  test('yields the other passages before the last stage runs', async () => {
    const engine = new FakeEngine();
    const method = multiStage([
      { method: embedding, top: 1 },
      { method: crossEncoder, top: 2 },
    ]);
    const yields: { scores: number; calls: number }[] = [];
    for await (const scores of method.run(task(), engine)) {
      yields.push({ scores: scores.length, calls: engine.modelCalls });
    }
    const first = 1 + GRADED.length;
    expect(yields).toEqual([
      { scores: 4, calls: first },
      { scores: 2, calls: first + 2 },
    ]);
  });

  test('ranks all passages when a stage asks for more than there are', async () => {
    const method = multiStage([
      { method: embedding, top: 1 },
      { method: crossEncoder, top: 100 },
    ]);
    expect(orderOf(logitsOf(await runAll(method, task(), new FakeEngine())))).toEqual(GRADED_ORDER);
    expect(await runAll(method, task({ pending: [] }), new FakeEngine())).toEqual([]);
  });

  test('is the method itself for a single stage', () => {
    expect(multiStage([{ method: listwise, top: 3 }])).toBe(listwise);
  });
});
