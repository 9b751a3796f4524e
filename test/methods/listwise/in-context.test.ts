import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { calibratedMass, inContext } from '../../../src/methods/listwise/in-context';
import { logitsOf, runAll, taskOf } from '../../contracts/tasks';
import { createTiny } from '../../contracts/tiny-models';
import { PLAIN } from '../../contracts/texts';
import { CAUSAL } from '../../engine/causal/golden';
import { cardOf } from '../../engine/cards';
import { GRADED, QUESTION } from '../scripted';
import { testMethod } from '../../contracts/test-method';

testMethod('in-context');

describe('in-context', () => {
  test('makes two passes over a list, with the heads that the card names', async () => {
    const engine = new FakeEngine();
    const requested: unknown[] = [];
    const attend = engine.attend.bind(engine);
    engine.attend = (prompts, ...[heads]: unknown[]) => {
      requested.push(heads);
      return attend(prompts);
    };
    const heads = [[1, 3]] as const;
    await runAll(inContext, taskOf(cardOf({ heads }), GRADED, { query: QUESTION }), engine);
    expect(engine.modelCalls).toBe(2);
    expect(requested).toEqual([heads]);
  });
});

describe('in-context over more passages than a prompt holds', () => {
  const passages = Array.from({ length: 100 }, (_, i) => ({
    text: `p${i} ${'bread '.repeat(i % 7)}${'of '.repeat(9)}`,
  }));
  const limits = { query: 64, passage: 256, prompt: 1024 };
  const rank = async (count: number) => {
    const engine = new FakeEngine();
    const prompts: string[][] = [];
    const attend = engine.attend.bind(engine);
    engine.attend = (some) => {
      const read = some[0]!.user.filter(({ from }) => from === 'passage');
      prompts.push(read.map(({ text }) => text.split(' ')[0]!));
      return attend(some);
    };
    const task = taskOf(cardOf({ limits }), passages.slice(0, count), { query: 'bread' });
    return { prompts, scores: logitsOf(await runAll(inContext, task, engine)) };
  };

  test('slides a window from the tail to the head, and ranks by the order in each', async () => {
    const { prompts, scores } = await rank(100);
    expect(prompts.map(({ length }) => length)).toEqual([32, 32, 32, 32, 32, 20]);
    const order = [...scores].sort(([, a], [, b]) => b - a).map(([index]) => index);
    expect(order.slice(0, 14).every((index) => index % 7 === 6)).toBe(true);
    expect([...scores.values()].every((score) => score > 0 && score <= 1)).toBe(true);
  });

  test('reads the best candidates last', async () => {
    const { prompts } = await rank(20);
    expect(prompts).toEqual([Array.from({ length: 20 }, (_, i) => `p${19 - i}`)]);
  });
});

describe.each(CAUSAL)('in-context over %s', (name) => {
  // “flea” has fewer tokens than “N/A”, so that the baseline prompt is the longer one.
  test.each(['flea', 'weather'])('gives no passage a 0 for the short query “%s”', async (query) => {
    const { engine, card } = await createTiny(name);
    const passages = PLAIN.map((text) => ({ text: `${text} `.repeat(40) }));
    const scores = logitsOf(await runAll(inContext, taskOf(card, passages, { query }), engine));
    expect([...scores.values()].filter((score) => score === 0)).toEqual([]);
    expect(new Set(scores.values()).size).toBe(passages.length);
    await engine.dispose();
  });
});

describe('calibratedMass()', () => {
  const mass = (...values: number[]) => Float32Array.from(values);

  test('sums the attention of tokens above the baseline', () => {
    expect(calibratedMass(mass(0.5, 0.25), mass(0.25, 0.25))).toBe(0.25);
    expect(calibratedMass(mass(), mass())).toBe(0);
  });

  test('rejects attention to different tokens', () => {
    expect(() => calibratedMass(mass(1, 2), mass(1))).toThrow(
      new RangeError('Expected attention to the same tokens for both queries, got 2 and 1 tokens'),
    );
  });

  test('ignores tokens two deviations below the mean', () => {
    const attention = mass(...new Array<number>(9).fill(1), 0);
    const baseline = mass(...new Array<number>(9).fill(0), 64);
    expect(calibratedMass(attention, baseline)).toBe(9);
  });
});
