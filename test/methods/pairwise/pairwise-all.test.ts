import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { pairwiseAll } from '../../../src/methods/pairwise/pairwise-all';
import { logitsOf, runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('pairwise-all');

describe('pairwise-all', () => {
  test('returns shares of wins with N · (N − 1) model calls', async () => {
    const engine = new FakeEngine();
    const logits = logitsOf(await runAll(pairwiseAll, taskOf(cardOf(), GRADED, { query: QUESTION }), engine));
    expect(engine.modelCalls).toBe(GRADED.length * (GRADED.length - 1));
    expect([...logits.values()]).toEqual([0.6, 0, 1, 0.2, 0.8, 0.4]);
  });

  test('ranks passages beyond `pairs` behind the others, in their order', async () => {
    const card = cardOf({ settings: { pairs: 3 } });
    const logits = logitsOf(await runAll(pairwiseAll, taskOf(card, GRADED, { query: QUESTION }), new FakeEngine()));
    const order = [...logits].sort(([, a], [, b]) => b - a).map(([index]) => index);
    expect(order).toEqual([2, 0, 1, 3, 4, 5]);
  });

  test('counts a contradiction as a tie, as of a model that always answers A', async () => {
    const engine = new FakeEngine();
    engine.nextTokenLogits = (prompts) =>
      Promise.resolve(prompts.map(() => ({ logits: [1, 0], truncatedTokens: [0, 0] })));
    const logits = logitsOf(await runAll(pairwiseAll, taskOf(cardOf(), GRADED), engine));
    expect(new Set(logits.values())).toEqual(new Set([0.5]));
  });
});
