import { describe, expect, test } from 'vitest';
import { listwiseScored } from '../../../src/methods/listwise/listwise-scored';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { ScriptedEngine } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('listwise-scored');

describe('listwise-scored', () => {
  const passages = ['a', 'b', 'c'].map((text) => ({ text }));

  test('writes the first-stage score before each passage, scaled to 0 to 100 in the window', async () => {
    const engine = new ScriptedEngine(() => '');
    await runAll(listwiseScored, taskOf(cardOf(), passages, { firstStage: [12, 4, 8] }), engine);
    expect(engine.prompts[0]).toContain('[1] (score 100) a\n[2] (score 0) b\n[3] (score 50) c\n');
  });

  test('equals listwise without first-stage scores', async () => {
    const engine = new ScriptedEngine(() => '');
    await runAll(listwiseScored, taskOf(cardOf(), passages), engine);
    expect(engine.prompts[0]).toContain('[1] a\n[2] b\n[3] c\n');
  });
});
