import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { queryLikelihood } from '../../../src/methods/pointwise/query-likelihood';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { testMethod } from '../../contracts/test-method';

testMethod('query-likelihood');

describe('query-likelihood', () => {
  test('is the mean over the query’s tokens', async () => {
    const engine = new FakeEngine();
    const passages = [{ text: 'bread is kept' }, { text: 'clocks' }];
    const scores = await runAll(queryLikelihood, taskOf(cardOf(), passages, { query: 'rye bread' }), engine);
    expect(scores.map(({ logit }) => logit)).toEqual([-2.5, -4]);
    expect(engine.modelCalls).toBe(passages.length);
  });
});
