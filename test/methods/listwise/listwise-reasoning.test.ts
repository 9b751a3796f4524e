import { describe, expect, test } from 'vitest';
import { listwiseReasoning } from '../../../src/methods/listwise/listwise-reasoning';
import { runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { GRADED, ScriptedEngine } from '../scripted';
import type { Prompt } from '../../../src/prompts/prompt';
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

  test('takes the marks of the reasoning and of the answer from the card', async () => {
    const own = { system: '', user: '{items}Query {query}', item: '[{label}] {passage}\n' };
    const fields: Prompt['fields'] = ['items', 'query', 'label', 'passage'];
    const prompts = {
      'listwise-reasoning': { ...own, name: 'a', answer: '<think>', thoughtEnd: '</think>', fields },
      'listwise-answer': {
        ...own,
        name: 'b',
        answer: '<think> {thought}\n</think> <answer>',
        fields: [...fields, 'thought'] as const,
      },
    };
    const script = (_: string, call: number) =>
      call === 1 ? ' Answer: the third is it. </think> <answer> [1]' : ' [3] > [1] > [2] </answer>';
    const engine = new ScriptedEngine(script);
    const card = cardOf({ prompts, settings: { think: 50 } });
    const scores = await runAll(listwiseReasoning, taskOf(card, GRADED.slice(0, 3)), engine);
    expect(scores.map(({ index }) => index)).toEqual([2, 0, 1]);
    expect(engine.prompts[1]!.endsWith('\n<think> Answer: the third is it.\n</think> <answer>')).toBe(true);
  });

  test('ends the reasoning at its budget', async () => {
    const { engine } = await rank((_, call) => (call === 1 ? 'on and on and on and on' : ''), 3);
    expect(engine.prompts[1]!.endsWith('Thoughts: on and on\nAnswer:')).toBe(true);
  });
});
