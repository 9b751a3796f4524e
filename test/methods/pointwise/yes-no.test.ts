import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { yesNo } from '../../../src/methods/pointwise/yes-no';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, promptText, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('yes-no');

describe('yes-no', () => {
  test('returns the logit of yes minus that of no, with one model call per passage', async () => {
    const engine = new FakeEngine();
    engine.nextTokenLogits = async (prompts, labels) => {
      expect(labels).toEqual(['yes', 'no']);
      engine.modelCalls += prompts.length;
      return Promise.resolve(prompts.map(() => ({ logits: [3, 5], truncatedTokens: [7] })));
    };
    const scores = await runAll(yesNo, taskOf(cardOf(), GRADED), engine);
    expect(scores.map(({ logit, truncatedTokens }) => [logit, truncatedTokens])).toEqual(GRADED.map(() => [-2, 7]));
    expect(engine.modelCalls).toBe(GRADED.length);
  });

  test('uses the prompt of the card, where it has one', async () => {
    const engine = new FakeEngine();
    const asked: string[] = [];
    engine.nextTokenLogits = (prompts) => {
      asked.push(...prompts.map(promptText));
      return Promise.resolve(prompts.map(() => ({ logits: [0, 0], truncatedTokens: [0] })));
    };
    const user = '<Query>: {query}\n<Document>: {passage}';
    const own = { name: 'yes-no', system: 'Judge.', user, fields: ['query', 'passage'] as const };
    await runAll(
      yesNo,
      taskOf(cardOf({ prompts: { 'yes-no': own } }), [{ title: 'A', text: 'b' }], { query: QUESTION }),
      engine,
    );
    expect(asked).toEqual([`Judge.\n<Query>: ${QUESTION}\n<Document>: A b\n`]);
  });
});
