import { describe, expect, test } from 'vitest';
import { expectedGrade, graded } from '../../../src/methods/pointwise/graded';
import { gradedPrompt } from '../../../src/prompts/pointwise';
import { FakeEngine } from '../../../src/test/fake-engine';
import { cardOf } from '../../engine/cards';
import { runAll, taskOf } from '../../contracts/tasks';
import { testMethod } from '../../contracts/test-method';

testMethod('graded');

describe('graded', () => {
  test('takes the grades of the card’s own prompt', async () => {
    const engine = new FakeEngine();
    const asked: unknown[] = [];
    engine.nextTokenLogits = (prompts, labels) => {
      asked.push(labels);
      return Promise.resolve(prompts.map(() => ({ logits: [0, 0, 100], truncatedTokens: [0] })));
    };
    const labels = ['bad', 'fair', 'good'];
    const card = cardOf({ prompts: { graded: { ...gradedPrompt, labels } } });
    const [score] = await runAll(graded, taskOf(card, [{ text: 'bread' }]), engine);
    expect(asked).toEqual([labels]);
    expect(score!.logit).toBeCloseTo(1, 12);
  });
});

describe('expectedGrade()', () => {
  test('is the mean grade by probability, as a share of the largest', () => {
    expect(expectedGrade([0, 0, 0, 0, 0])).toBeCloseTo(0.5, 12);
    expect(expectedGrade([-1000, -1000, -1000, 0, -1000])).toBeCloseTo(0.75, 12);
    expect(expectedGrade([Math.log(1), Math.log(3)])).toBeCloseTo(0.75, 12);
    expect(expectedGrade([1000, 1001, 999])).toBeCloseTo(expectedGrade([0, 1, -1]), 12);
  });
});
