import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { calibratedMass, inContext } from '../../../src/methods/listwise/in-context';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('in-context');

describe('in-context', () => {
  test('makes two passes over a list, with the heads that the card names', async () => {
    const engine = new FakeEngine();
    const requested: unknown[] = [];
    const attend = engine.attend.bind(engine);
    engine.attend = (prompt, ...[heads]: unknown[]) => {
      requested.push(heads);
      return attend(prompt);
    };
    const heads = [[1, 3]] as const;
    await runAll(inContext, taskOf(cardOf({ heads }), GRADED, { query: QUESTION }), engine);
    expect(engine.modelCalls).toBe(2);
    expect(requested).toEqual([heads, heads]);
  });
});

describe('calibratedMass()', () => {
  const mass = (...values: number[]) => Float32Array.from(values);

  test('sums the attention of tokens above the baseline', () => {
    expect(calibratedMass(mass(0.5, 0.25), mass(0.25, 0.25))).toBe(0.25);
    expect(calibratedMass(mass(), mass())).toBe(0);
  });

  test('ignores tokens two deviations below the mean', () => {
    const attention = mass(...new Array<number>(9).fill(1), 0);
    const baseline = mass(...new Array<number>(9).fill(0), 64);
    expect(calibratedMass(attention, baseline)).toBe(9);
  });
});
