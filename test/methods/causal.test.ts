import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../src/engine/engine';
import { methods } from '../../src/methods/registry';
import type { ModelCard } from '../../src/models/card';
import { logitsOf, runAll, taskOf } from '../contracts/tasks';
import { createTiny, tinyCard } from '../contracts/tiny-models';
import { BAD, PLAIN, QUERY } from '../contracts/texts';
import { CAUSAL } from '../engine/causal/golden';

const bad = BAD.filter(([name]) => !name.startsWith('a megabyte'));
const passages = [...PLAIN.slice(0, 3), ...bad.map(([, text]) => text)].map((text) => ({ text }));

describe.each(CAUSAL)('over %s', (name) => {
  const { abilities } = tinyCard(name);
  const supported = methods.filter(({ needs }) => needs.every((need) => abilities.includes(need)));
  let engine: Engine;
  let card: ModelCard;
  beforeAll(async () => {
    ({ engine, card } = await createTiny(name));
    card = { ...card, settings: { think: 16, top: 3, pairs: 6 } };
  });
  afterAll(() => engine.dispose());

  test('runs all methods that need a language model', () => {
    expect(supported.length).toBeGreaterThanOrEqual(16);
  });

  test.each(supported.map((method) => [method.name, method] as const))(
    '%s gives every passage a finite score, which is the same again',
    async (_, method) => {
      const first = logitsOf(await runAll(method, taskOf(card, passages), engine));
      expect([...first.keys()].sort((a, b) => a - b)).toEqual(passages.map((_, index) => index));
      expect([...first.values()].every(Number.isFinite)).toBe(true);
      expect(logitsOf(await runAll(method, taskOf(card, passages), engine))).toEqual(first);
    },
  );

  test('yes-no gives a pair the same score alone, and computes the shared prefix once', async () => {
    const yesNo = methods.find((method) => method.name === 'yes-no')!;
    const together = logitsOf(await runAll(yesNo, taskOf(card, passages, { query: QUERY }), engine));
    const before = engine.modelCalls;
    const backwards = [...passages.keys()].reverse();
    const again = await runAll(yesNo, taskOf(card, passages, { query: 'bread', pending: backwards }), engine);
    expect(engine.modelCalls - before).toBe(1 + passages.length);
    expect(again).toHaveLength(passages.length);
    const alone = logitsOf(await runAll(yesNo, taskOf(card, passages, { query: QUERY, pending: [2] }), engine));
    expect(alone.get(2)).toBe(together.get(2));
  });
});
