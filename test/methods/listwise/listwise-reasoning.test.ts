import { describe, expect, test } from 'vitest';
import { listwiseReasoning } from '../../../src/methods/listwise/listwise-reasoning';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, ScriptedEngine } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('listwise-reasoning');

describe('listwise-reasoning', () => {
  const rank = async (script: (prompt: string, call: number) => string, think: number) => {
    const engine = new ScriptedEngine(script);
    const scores = await runAll(listwiseReasoning, taskOf(cardOf({ settings: { think } }), GRADED.slice(0, 3)), engine);
    return { engine, order: scores.map(({ index }) => index) };
  };

  test('puts the reasoning on one line before the answer', async () => {
    const script = (_: string, call: number) => (call === 1 ? 'the third\nis it. Answer: [1]' : '[3] > [2] > [1]');
    const { engine, order } = await rank(script, 50);
    expect(order).toEqual([2, 1, 0]);
    expect(engine.prompts).toHaveLength(2);
    expect(engine.prompts[1]!.endsWith('\nThoughts: the third is it.\nAnswer:')).toBe(true);
  });

  test('ends the reasoning at its budget', async () => {
    const { engine } = await rank((_, call) => (call === 1 ? 'on and on and on and on' : ''), 3);
    expect(engine.prompts[1]!.endsWith('Thoughts: on and on\nAnswer:')).toBe(true);
  });
});
