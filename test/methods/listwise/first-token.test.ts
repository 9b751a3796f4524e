import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { firstToken } from '../../../src/methods/listwise/first-token';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, GRADED_ORDER, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('first-token');

describe('first-token', () => {
  test('ranks a window with one model call', async () => {
    const engine = new FakeEngine();
    const scores = await runAll(firstToken, taskOf(cardOf(), GRADED, { query: QUESTION }), engine);
    expect(scores.map(({ index }) => index)).toEqual(GRADED_ORDER);
    expect(engine.modelCalls).toBe(1);
  });

  test('puts at most as many passages in a prompt as there are letters', async () => {
    const engine = new FakeEngine();
    const counts: number[] = [];
    engine.nextTokenLogits = (prompts, labels) => {
      counts.push(labels.length);
      return Promise.resolve(prompts.map(() => ({ logits: labels.map(() => 0), truncatedTokens: [] })));
    };
    const card = cardOf({ settings: { window: 50, stride: 30 } });
    await runAll(
      firstToken,
      taskOf(
        card,
        Array.from({ length: 60 }, () => ({ text: 'a' })),
      ),
      engine,
    );
    expect(Math.max(...counts)).toBe(26);
  });
});
