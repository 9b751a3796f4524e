import { describe, expect, test, vi } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { queryLikelihood } from '../../../src/methods/pointwise/query-likelihood';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { testMethod } from '../../contracts/test-method';

vi.setConfig({ testTimeout: 20_000 }); // a real runtime or megabytes of text, on a busy machine

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
