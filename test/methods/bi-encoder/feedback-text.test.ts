import { describe, expect, test, vi } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { bordaOf, feedbackText } from '../../../src/methods/bi-encoder/feedback-text';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('feedback-text');

describe('feedback-text', () => {
  test('encodes the query with each of its best passages', async () => {
    const engine = new FakeEngine();
    await runAll(feedbackText, taskOf(cardOf({ settings: { feedback: 2 } }), GRADED, { query: QUESTION }), engine);
    expect(engine.modelCalls).toBe(1 + 2 + GRADED.length);
  });

  test('encodes the joined query as a query', async () => {
    const engine = new FakeEngine();
    const embedQuery = vi.spyOn(engine, 'embedQuery');
    await runAll(feedbackText, taskOf(cardOf({ settings: { feedback: 2 } }), GRADED, { query: QUESTION }), engine);
    expect(embedQuery.mock.calls.slice(1)).toEqual([
      [QUESTION, [GRADED[2]!.text]],
      [QUESTION, [GRADED[4]!.text]],
    ]);
  });
});

describe('bordaOf()', () => {
  test('is the mean share of other items that an item is ranked above', () => {
    expect(bordaOf([[3, 2, 1]])).toEqual([1, 0.5, 0]);
    expect(
      bordaOf([
        [3, 2, 1],
        [1, 2, 3],
      ]),
    ).toEqual([0.5, 0.5, 0.5]);
    expect(bordaOf([[7]])).toEqual([0]);
    expect(bordaOf([])).toEqual([]);
  });
});
