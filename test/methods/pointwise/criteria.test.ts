import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { criteria } from '../../../src/methods/pointwise/criteria';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, promptText } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('criteria');

describe('criteria', () => {
  test('weights the answers to each question', async () => {
    const engine = new FakeEngine();
    engine.nextTokenLogits = (prompts) =>
      Promise.resolve(
        prompts.map((prompt) => ({
          logits: promptText(prompt).includes('New?') ? [4, 0] : [0, 2],
          truncatedTokens: [0],
        })),
      );
    const settings = {
      criteria: [
        { question: 'New?', weight: 3 },
        { question: 'Short?', weight: 1 },
      ],
    };
    const scores = await runAll(criteria, taskOf(cardOf({ settings }), GRADED.slice(0, 2)), engine);
    expect(scores.map(({ logit }) => logit)).toEqual([2.5, 2.5]);
  });

  test('asks each question about each passage', async () => {
    const engine = new FakeEngine();
    await runAll(criteria, taskOf(cardOf(), GRADED), engine);
    expect(engine.modelCalls).toBe(5 * GRADED.length);
  });
});
