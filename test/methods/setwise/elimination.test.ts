import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { elimination } from '../../../src/methods/setwise/elimination';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, GRADED_ORDER, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('elimination');

describe('elimination', () => {
  test('yields the worst passage first, with N − 1 model calls', async () => {
    const engine = new FakeEngine();
    const scores = await runAll(elimination, taskOf(cardOf(), GRADED, { query: QUESTION }), engine);
    expect(scores.map(({ index }) => index)).toEqual([...GRADED_ORDER].reverse());
    expect(engine.modelCalls).toBe(GRADED.length - 1);
  });
});
