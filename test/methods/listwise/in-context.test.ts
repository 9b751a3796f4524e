import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { calibratedMass, inContext } from '../../../src/methods/listwise/in-context';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('in-context');

describe('in-context', () => {
  test('reads a list in two passes, and hears the heads that the card names', async () => {
    const engine = new FakeEngine();
    const heard: unknown[] = [];
    const attend = engine.attend.bind(engine);
    engine.attend = (prompt, ...[heads]: unknown[]) => {
      heard.push(heads);
      return attend(prompt);
    };
    const heads = [[1, 3]] as const;
    await runAll(inContext, taskOf(cardOf({ heads }), GRADED, { query: QUESTION }), engine);
    expect(engine.modelCalls).toBe(2);
    expect(heard).toEqual([heads, heads]);
  });
});

describe('calibratedMass()', () => {
  const mass = (...values: number[]) => Float32Array.from(values);

  test('sums what tokens gain over the query without content', () => {
    expect(calibratedMass(mass(0.5, 0.25), mass(0.25, 0.25))).toBe(0.25);
    expect(calibratedMass(mass(), mass())).toBe(0);
  });

  test('leaves out tokens two deviations below the mean', () => {
    const asked = mass(...new Array<number>(9).fill(1), 0);
    const free = mass(...new Array<number>(9).fill(0), 64);
    expect(calibratedMass(asked, free)).toBe(9);
  });
});
