import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { pairwiseSliding } from '../../../src/methods/pairwise/pairwise-sliding';
import { logitsOf, runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { testMethod } from '../../contracts/test-method';

testMethod('pairwise-sliding');

describe('pairwise-sliding', () => {
  const passages = Array.from({ length: 100 }, (_, index) => ({
    text: `${'bread '.repeat((index * 37) % 100)}${'of '.repeat(100)}`,
  }));

  test('ranks the requested top within its stated model calls, and leaves the others in order', async () => {
    const engine = new FakeEngine();
    const logits = logitsOf(
      await runAll(pairwiseSliding, taskOf(cardOf(), passages, { query: 'bread', top: 3 }), engine),
    );
    const order = [...logits].sort(([, a], [, b]) => b - a).map(([index]) => index);
    const best = [27, 54, 81]; // 37 · index ≡ 99, 98, 97 (mod 100)
    expect(order.slice(0, 3)).toEqual(best);
    expect(engine.modelCalls).toBeLessThanOrEqual(2 * 3 * 99);
    expect([...logits.values()].every((logit) => logit > 0 && logit <= 1)).toBe(true);
  });

  test('follows the surer of two contradictory answers', async () => {
    const engine = new FakeEngine();
    engine.nextTokenLogits = (prompts) =>
      Promise.resolve(prompts.map((_, i) => ({ logits: i === 0 ? [1, 0] : [3, 0], truncatedTokens: [0, 0] })));
    const logits = logitsOf(await runAll(pairwiseSliding, taskOf(cardOf(), passages.slice(0, 2)), engine));
    expect(logits.get(1)).toBeGreaterThan(logits.get(0)!);
  });
});
