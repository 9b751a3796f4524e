import { describe, expect, test } from 'vitest';
import { groupwise } from '../../../src/methods/listwise/groupwise';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, ScriptedEngine } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('groupwise');

describe('groupwise', () => {
  const scoresOf = async (script: (prompt: string, call: number) => string, settings: object) => {
    const scores = await runAll(groupwise, taskOf(cardOf({ settings }), GRADED), new ScriptedEngine(script));
    return scores.map(({ index, logit }) => [index, logit]);
  };

  test('reads a score for each passage of a group', async () => {
    const script = (_: string, call: number) => (call === 1 ? '[1] 7\n[2] 10\n[3] 0' : '[1] 1\n[2] 2\n[3] 3');
    expect(await scoresOf(script, { group: 3, overlap: 0 })).toEqual([
      ...[
        [0, 0.7],
        [1, 1],
        [2, 0],
      ],
      ...[
        [3, 0.1],
        [4, 0.2],
        [5, 0.3],
      ],
    ]);
  });

  test('averages the scores of overlapping groups', async () => {
    const script = (_: string, call: number) => `[1] ${call}\n[2] ${call + 1}`;
    expect(await scoresOf(script, { group: 2, overlap: 1 })).toEqual([
      ...[
        [0, 0.1],
        [1, 0.2],
        [2, 0.3],
      ],
      ...[
        [3, 0.4],
        [4, 0.5],
        [5, 0.6],
      ],
    ]);
  });

  test('scores all passages 0 when the answer cannot be parsed', async () => {
    expect((await scoresOf(() => 'I would rather not.', {})).every(([, logit]) => logit === 0)).toBe(true);
  });
});
