import { describe, expect, test, vi } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { elimination } from '../../../src/methods/setwise/elimination';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, GRADED_ORDER, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

vi.setConfig({ testTimeout: 20_000 }); // a real runtime or megabytes of text, on a busy machine

testMethod('elimination');

describe('elimination', () => {
  test('places the worst first, for N − 1 calls', async () => {
    const engine = new FakeEngine();
    const scores = await runAll(elimination, taskOf(cardOf(), GRADED, { query: QUESTION }), engine);
    expect(scores.map(({ index }) => index)).toEqual([...GRADED_ORDER].reverse());
    expect(engine.modelCalls).toBe(GRADED.length - 1);
  });
});
