import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { termMatch } from '../../../src/methods/bi-encoder/term-match';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('term-match');

describe('term-match', () => {
  test('sums the weights of the query’s terms, each as often as the query has it', async () => {
    const passages = [{ text: 'rye bread rye' }, { text: 'clock' }];
    const scores = await runAll(termMatch, taskOf(cardOf(), passages, { query: 'rye rye bread' }), new FakeEngine());
    expect(scores.map(({ logit }) => logit)).toEqual([1.5, 0]);
  });

  test('makes no model call over cached passages', async () => {
    const engine = new FakeEngine();
    await runAll(termMatch, taskOf(cardOf(), GRADED, { query: 'clocks' }), engine);
    expect(engine.modelCalls).toBe(GRADED.length);
    await runAll(termMatch, taskOf(cardOf(), GRADED, { query: QUESTION }), engine);
    expect(engine.modelCalls).toBe(GRADED.length);
  });
});
