import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { tsp } from '../../../src/methods/pairwise/tsp';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, GRADED_ORDER, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('tsp');

describe('tsp', () => {
  test('compares every pair in both orders and yields the full order', async () => {
    const engine = new FakeEngine();
    const scores = await runAll(tsp, taskOf(cardOf(), GRADED, { query: QUESTION }), engine);
    expect(scores.map(({ index }) => index)).toEqual(GRADED_ORDER);
    expect(engine.modelCalls).toBe(GRADED.length * (GRADED.length - 1));
  });
});
