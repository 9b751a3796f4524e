import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../src/test/fake-engine';
import { crossEncoder } from '../../src/methods/pointwise/cross-encoder';
import { embedding } from '../../src/methods/bi-encoder/embedding';
import { listwise } from '../../src/methods/listwise/listwise';
import type { Method } from '../../src/methods/contract/method';
import { multiStage } from '../../src/methods/multi-stage';
import { pairwiseHeapsort } from '../../src/methods/pairwise/pairwise-heapsort';
import { methods } from '../../src/methods/registry';
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

  // A later stage that keeps the order of what it is given shows which passages were handed on.
  const keeping: Method = {
    ...listwise,
    name: 'keeping',
    async *run({ pending }) {
      yield await Promise.resolve(pending.map((index, i) => ({ index, logit: -i, truncatedTokens: 0 })));
    },
  };

  test.each(methods.filter(({ name }) => name !== 'feedback-text').map((method) => [method.name, method] as const))(
    'hands on the best passages of %s, also where the caller asks for fewer',
    async (_, method) => {
      const passages = Array.from({ length: 40 }, (_, i) => ({
        text: [...new Array<string>((i * 7) % 40).fill('bread'), ...new Array<string>(40).fill('of')].join(' '),
      }));
      const full = { query: 'bread', top: passages.length };
      const expected = orderOf(logitsOf(await runAll(method, taskOf(cardOf(), passages, full), new FakeEngine())));
      const stages = multiStage([
        { method, top: 1 },
        { method: keeping, top: 20 },
      ]);
      const few = taskOf(cardOf(), passages, { ...full, top: 3 });
      const scores = orderOf(logitsOf(await runAll(stages, few, new FakeEngine())));
      expect(scores.slice(0, 20)).toEqual(expected.slice(0, 20));
    },
  );

  test('keeps the best passages in order where the caller asks for more than a stage takes', async () => {
    const stages = multiStage([
      { method: pairwiseHeapsort, top: 1 },
      { method: keeping, top: 2 },
    ]);
    expect(orderOf(logitsOf(await runAll(stages, task({ top: 5 }), new FakeEngine()))).slice(0, 5)).toEqual(
      GRADED_ORDER.slice(0, 5),
    );
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
