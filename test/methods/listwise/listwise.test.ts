import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { listwise } from '../../../src/methods/listwise/listwise';
import { logitsOf, runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, QUESTION, ScriptedEngine } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('listwise');

describe('listwise', () => {
  const orderBy = async (script: () => string) => {
    const logits = logitsOf(await runAll(listwise, taskOf(cardOf(), GRADED), new ScriptedEngine(script)));
    return [...logits].sort(([, a], [, b]) => b - a).map(([index]) => index);
  };

  test.each([
    ['a full order', '[3] > [1] > [2] > [6] > [5] > [4]', [2, 0, 1, 5, 4, 3]],
    ['a partial order', '[3] > [1]', [2, 0, 1, 3, 4, 5]],
    ['repeated and unknown numbers', '[3] > [3] > [99] > [0] > [2]', [2, 1, 0, 3, 4, 5]],
    ['another format', 'Sure! The order is 6, then 5.', [5, 4, 0, 1, 2, 3]],
    ['nothing', '', [0, 1, 2, 3, 4, 5]],
  ])('makes a full ranking of %s', async (_, text, order) => {
    expect(await orderBy(() => text)).toEqual(order);
  });

  test('slides a window from the tail: (N − window) / stride + 1 generations', async () => {
    const engine = new ScriptedEngine(() => '');
    await runAll(
      listwise,
      taskOf(
        cardOf(),
        Array.from({ length: 100 }, (_, i) => ({ text: `p${i}` })),
      ),
      engine,
    );
    expect(engine.prompts).toHaveLength(9);
    expect(engine.prompts[0]).toContain('[1] p80\n');
    expect(engine.prompts[8]).toContain('[20] p19\n');
  });

  test('moves the best passage from the tail to the head', async () => {
    const passages = Array.from({ length: 60 }, (_, i) => ({ text: i === 59 ? QUESTION : `passage ${i}` }));
    const logits = logitsOf(await runAll(listwise, taskOf(cardOf(), passages, { query: QUESTION }), new FakeEngine()));
    expect(logits.get(59)).toBe(1);
  });
});
