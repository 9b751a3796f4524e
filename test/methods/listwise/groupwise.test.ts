import { describe, expect, test } from 'vitest';
import type { Places } from '../../../src/engine/engine';
import { groupwise } from '../../../src/methods/listwise/groupwise';
import { FakeEngine } from '../../../src/test/fake-engine';
import type { Prompt } from '../../../src/prompts/prompt';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('groupwise');

/** An engine that is certain of a digit for each place of its n-th call, and records the places. */
function certainOf(digits: (call: number) => readonly number[]) {
  const engine = new FakeEngine();
  const asked: Places[] = [];
  engine.placeLogits = (_, places) => {
    asked.push(places);
    const wanted = digits(asked.length);
    const logits = wanted.map((digit) => places.labels.map((_, label) => (label === digit ? 100 : 0)));
    return Promise.resolve({ logits, truncatedTokens: wanted.map(() => 0) });
  };
  return { engine, asked };
}

describe('groupwise', () => {
  const scoresOf = async (engine: FakeEngine, settings: object) => {
    const scores = await runAll(groupwise, taskOf(cardOf({ settings }), GRADED), engine);
    return scores.map(({ index, logit }) => [index, Math.round(9 * logit * 1e6) / 1e6]);
  };

  test('reads the expected score at the place of each passage, one pass a group', async () => {
    const { engine, asked } = certainOf((call) => (call === 1 ? [7, 9, 0] : [1, 2, 3]));
    const scores = [7, 9, 0, 1, 2, 3].map((score, index) => [index, score]);
    expect(await scoresOf(engine, { group: 3, overlap: 0 })).toEqual(scores);
    expect(asked.map(({ openings }) => openings)).toEqual([
      ['[1] ', '\n[2] ', '\n[3] '],
      ['[1] ', '\n[2] ', '\n[3] '],
    ]);
  });

  test('averages the scores of overlapping groups', async () => {
    const { engine } = certainOf((call) => [call, call + 1]);
    const scores = [1, 2, 3, 4, 5, 6].map((score, index) => [index, score]);
    expect(await scoresOf(engine, { group: 2, overlap: 1 })).toEqual(scores);
  });

  test('tells passages apart where the likeliest digit is the same for all', async () => {
    const engine = new FakeEngine();
    engine.placeLogits = (_, { openings, labels }) => {
      const logits = openings.map((_, place) =>
        labels.map((label) => (label === '5' ? 4 : Number(label) === place ? 1 : 0)),
      );
      return Promise.resolve({ logits, truncatedTokens: openings.map(() => 0) });
    };
    const values = (await scoresOf(engine, { group: 5 })).map(([, score]) => score);
    expect(new Set(values.slice(0, 5)).size).toBe(5);
  });

  test('lets scores follow one another on a line that the card’s prompt opens', async () => {
    const { engine, asked } = certainOf(() => [1, 2]);
    const prompt: Prompt = {
      name: 'groupwise',
      system: '',
      user: '{items}Query {query}\n',
      item: '{label} {passage}\n',
      answer: 'Scores ',
      fields: ['query', 'items', 'passage', 'label'],
    };
    const card = cardOf({ prompts: { groupwise: prompt } });
    await runAll(groupwise, taskOf(card, GRADED.slice(0, 2)), engine);
    expect(asked[0]!.openings).toEqual(['1 ', ' 2 ']);
  });
});
