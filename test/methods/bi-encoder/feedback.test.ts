import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { embedding } from '../../../src/methods/bi-encoder/embedding';
import { lateInteraction } from '../../../src/methods/bi-encoder/late-interaction';
import { feedback, moveTowards } from '../../../src/methods/bi-encoder/feedback';
import { logitsOf, runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('feedback');

describe('feedback', () => {
  test('raises passages that are similar to the best ones, without a further model call', async () => {
    const passages = [
      { text: 'rye bread sourdough starter' },
      { text: 'clocks and trains' },
      { text: 'sourdough starter' },
    ];
    const engine = new FakeEngine();
    const task = () => taskOf(cardOf({ settings: { feedback: 1 } }), passages, { query: 'rye bread' });
    const before = logitsOf(await runAll(embedding, task(), engine));
    const calls = engine.modelCalls;
    const after = logitsOf(await runAll(feedback, task(), engine));
    expect(engine.modelCalls).toBe(2 * calls);
    expect(after.get(2)! - after.get(1)!).toBeGreaterThan(before.get(2)! - before.get(1)!);
  });

  const unmoved = () => taskOf(cardOf({ settings: { feedbackWeight: 0 } }), GRADED, { query: QUESTION });

  test('equals embedding with a feedback weight of 0 for a model without token vectors', async () => {
    const pooledOnly = () => Object.assign(new FakeEngine(), { embedQuery: undefined });
    expect(logitsOf(await runAll(feedback, unmoved(), pooledOnly()))).toEqual(
      logitsOf(await runAll(embedding, unmoved(), pooledOnly())),
    );
  });

  test('keeps MaxSim, and equals late-interaction with a feedback weight of 0 for a model with token vectors', async () => {
    const expected = logitsOf(await runAll(lateInteraction, unmoved(), new FakeEngine()));
    const logits = logitsOf(await runAll(feedback, unmoved(), new FakeEngine()));
    for (const [index, logit] of expected) expect(logits.get(index)).toBeCloseTo(logit, 3);
  });
});

describe('moveTowards()', () => {
  test('moves by the weight to the mean', () => {
    const others = [Float32Array.of(1, 3), Float32Array.of(3, 1)];
    expect([...moveTowards(Float32Array.of(0, 0), others, 0.5)]).toEqual([1, 1]);
    expect([...moveTowards(Float32Array.of(4, 0), [], 0.5)]).toEqual([2, 0]);
  });
});
