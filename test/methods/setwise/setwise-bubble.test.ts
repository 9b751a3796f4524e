import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { setwiseBubble } from '../../../src/methods/setwise/setwise-bubble';
import { logitsOf, runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { promptText } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('setwise-bubble');

describe('setwise-bubble', () => {
  const passages = Array.from({ length: 100 }, (_, index) => ({
    text: `${'bread '.repeat((index * 37) % 100)}${'of '.repeat(100)}`,
  }));

  test('ranks the requested top within its stated model calls, and leaves the others in order', async () => {
    const engine = new FakeEngine();
    const logits = logitsOf(
      await runAll(setwiseBubble, taskOf(cardOf(), passages, { query: 'bread', top: 3 }), engine),
    );
    const order = [...logits].sort(([, a], [, b]) => b - a).map(([index]) => index);
    const best = [27, 54, 81]; // 37 · index ≡ 99, 98, 97 (mod 100)
    expect(order.slice(0, 3)).toEqual(best);
    expect(engine.modelCalls).toBeLessThanOrEqual(3 * 33);
    expect([...logits.values()].every((logit) => logit > 0 && logit <= 1)).toBe(true);
  });

  test('does not ask about the same window again', async () => {
    const engine = new FakeEngine();
    const asked: string[] = [];
    const ask = engine.nextTokenLogits.bind(engine);
    engine.nextTokenLogits = (prompts, labels) => {
      asked.push(promptText(prompts[0]!));
      return ask(prompts, labels);
    };
    await runAll(setwiseBubble, taskOf(cardOf(), passages.slice(0, 30), { query: 'bread', top: 10 }), engine);
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.length).toBeLessThan(80); // 85 with repetitions
  });
});
