import { describe, expect, test } from 'vitest';
import { listwiseScored } from '../../../src/methods/listwise/listwise-scored';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { ScriptedEngine } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('listwise-scored');

describe('listwise-scored', () => {
  const passages = ['a', 'b', 'c'].map((text) => ({ text }));

  test('writes the first-stage score before each passage, scaled to 0 to 100', async () => {
    const engine = new ScriptedEngine(() => '');
    await runAll(listwiseScored, taskOf(cardOf(), passages, { firstStage: [12, 4, 8] }), engine);
    expect(engine.prompts[0]).toContain('[1] (score 100) a\n[2] (score 0) b\n[3] (score 50) c\n');
  });

  test('writes the same score for a passage in every window', async () => {
    const engine = new ScriptedEngine(() => '');
    const card = cardOf({ settings: { window: 2, stride: 1 } });
    await runAll(listwiseScored, taskOf(card, passages, { firstStage: [12, 8, 4] }), engine);
    expect(engine.prompts[0]).toContain('[1] (score 50) b\n[2] (score 0) c\n');
    expect(engine.prompts[1]).toContain('[1] (score 100) a\n[2] (score 50) b\n');
  });

  test('equals listwise without first-stage scores', async () => {
    const engine = new ScriptedEngine(() => '');
    await runAll(listwiseScored, taskOf(cardOf(), passages), engine);
    expect(engine.prompts[0]).toContain('[1] a\n[2] b\n[3] c\n');
  });
});
