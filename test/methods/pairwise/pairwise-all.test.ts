import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { pairwiseAll } from '../../../src/methods/pairwise/pairwise-all';
import { logitsOf, runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, GRADED_ORDER, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('pairwise-all');

describe('pairwise-all', () => {
  test('returns shares of wins with N · (N − 1) model calls', async () => {
    const engine = new FakeEngine();
    const logits = logitsOf(await runAll(pairwiseAll, taskOf(cardOf(), GRADED, { query: QUESTION }), engine));
    expect(engine.modelCalls).toBe(GRADED.length * (GRADED.length - 1));
    expect([...logits].sort(([, a], [, b]) => b - a).map(([index]) => index)).toEqual(GRADED_ORDER);
    expect([...logits.values()].reduce((sum, share) => sum + share, 0)).toBeCloseTo(GRADED.length / 2, 12);
  });

  test('weighs a win by the mean of both orders’ probabilities', async () => {
    const sigmoid = (logit: number) => 1 / (1 + Math.exp(-logit));
    const logits = logitsOf(await runAll(pairwiseAll, taskOf(cardOf(), GRADED.slice(0, 2)), answering([3, 0], [1, 0])));
    expect(logits.get(0)).toBeCloseTo((sigmoid(3) + sigmoid(-1)) / 2, 12);
    expect(logits.get(1)).toBeCloseTo((sigmoid(-3) + sigmoid(1)) / 2, 12);
  });

  test('ranks passages beyond `pairs` behind the others, in their order', async () => {
    const card = cardOf({ settings: { pairs: 3 } });
    const logits = logitsOf(await runAll(pairwiseAll, taskOf(card, GRADED, { query: QUESTION }), new FakeEngine()));
    const order = [...logits].sort(([, a], [, b]) => b - a).map(([index]) => index);
    expect(order).toEqual([2, 0, 1, 3, 4, 5]);
  });

  test('is not moved by a model that prefers the first passage, whatever it is', async () => {
    const logits = logitsOf(await runAll(pairwiseAll, taskOf(cardOf(), GRADED), answering([1, 0], [1, 0])));
    expect(new Set(logits.values())).toEqual(new Set([0.5]));
  });
});

/** Returns an engine that gives these logits of A and B to a pair in its given order and to the reversed pair. */
function answering(given: readonly number[], reversed: readonly number[]): FakeEngine {
  const engine = new FakeEngine();
  engine.nextTokenLogits = (prompts) =>
    Promise.resolve(prompts.map((_, i) => ({ logits: i === 0 ? given : reversed, truncatedTokens: [0, 0] })));
  return engine;
}
