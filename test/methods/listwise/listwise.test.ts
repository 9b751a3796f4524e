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
    return [...logits].sort(([, a], [, b]) => b - a).map(([row]) => row);
  };

  test.each([
    ['a whole order', '[3] > [1] > [2] > [6] > [5] > [4]', [2, 0, 1, 5, 4, 3]],
    ['a part of it', '[3] > [1]', [2, 0, 1, 3, 4, 5]],
    ['repeats and strangers', '[3] > [3] > [99] > [0] > [2]', [2, 1, 0, 3, 4, 5]],
    ['other dress', 'Sure! The order is 6, then 5.', [5, 4, 0, 1, 2, 3]],
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
        Array.from({ length: 100 }, (_, at) => ({ text: `p${at}` })),
      ),
      engine,
    );
    expect(engine.prompts).toHaveLength(9);
    expect(engine.prompts[0]).toContain('[1] p80\n');
    expect(engine.prompts[8]).toContain('[20] p19\n');
  });

  test('carries the best passage from the tail to the head', async () => {
    const passages = Array.from({ length: 60 }, (_, at) => ({ text: at === 59 ? QUESTION : `passage ${at}` }));
    const logits = logitsOf(await runAll(listwise, taskOf(cardOf(), passages, { query: QUESTION }), new FakeEngine()));
    expect(logits.get(59)).toBe(1);
  });
});
