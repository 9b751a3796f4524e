import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Attention, Engine, TermWeights } from '../../../src/engine/engine';
import { groupwisePrompt } from '../../../src/prompts/comparing';
import { fill } from '../../../src/prompts/prompt';
import { createTiny } from '../../contracts/tiny-models';
import { CAUSAL, filled, goldenOf, promptTokenizer } from './golden';
import type { Golden } from './golden';

const TOLERANCE = 1e-3;

describe.each(CAUSAL)('%s against PyTorch', (name) => {
  const all = goldenOf(name);
  const of = <P extends Golden['prompt']>(prompt: P) =>
    all.filter((golden): golden is Extract<Golden, { prompt: P }> => golden.prompt === prompt);
  const tokenizer = promptTokenizer(name);
  let engine: Engine;
  beforeAll(async () => void ({ engine } = await createTiny(name)));
  afterAll(() => engine.dispose());

  test('has golden answers of every kind', () => {
    expect(new Set(all.map(({ prompt }) => prompt)).size).toBe(6);
  });

  test.each(['yes-no', 'setwise'] as const)(
    '%s: has the same tokens and the same logits of the labels',
    async (prompt) => {
      for (const golden of all) {
        if (golden.prompt !== prompt) continue;
        const { common } = tokenizer.encodeAnswers(filled(golden), golden.labels);
        expect([...tokenizer.encode(filled(golden)).ids, ...common]).toEqual(golden.ids);
        const [answer] = await engine.nextTokenLogits!([filled(golden)], golden.labels);
        golden.logits.forEach((logit, index) =>
          expect(Math.abs(answer!.logits[index]! - logit)).toBeLessThanOrEqual(TOLERANCE),
        );
      }
    },
  );

  test('placeLogits(): has the logits of a prompt that ends at the place, in one pass', async () => {
    const items = all[0]!.passages
      .concat(all[1]!.passages)
      .map(({ text }, i) => ({ label: String(i + 1), passage: text }));
    const prompt = fill(groupwisePrompt, { query: all[0]!.query, count: String(items.length), items });
    const labels = ['0', '1', '2', '3', '4', '5'];
    const before = engine.modelCalls;
    const places = { openings: ['[1] ', '\n[2] '], labels, filler: '5' };
    const { logits } = await engine.placeLogits!(prompt, places);
    expect(engine.modelCalls - before).toBeLessThanOrEqual(2);
    for (const [place, text] of ['[1] ', '[1] 5\n[2] '].entries()) {
      const [answer] = await engine.nextTokenLogits!([{ ...prompt, answer: [{ text, from: 'prompt' }] }], labels);
      answer!.logits.forEach((logit, label) =>
        expect(Math.abs(logits[place]![label]! - logit)).toBeLessThanOrEqual(TOLERANCE),
      );
    }
  });

  test('query-likelihood: has the same tokens and log-likelihoods', async () => {
    for (const golden of of('query-likelihood')) {
      const prompt = filled(golden);
      const answer = [...prompt.answer, { text: golden.query, from: 'query' as const }];
      expect(tokenizer.encode({ ...prompt, answer }).ids).toEqual(golden.ids);
      const [likelihood] = await engine.logLikelihood!([prompt], golden.query);
      expect(likelihood!.tokens).toBe(golden.tokens);
      expect(Math.abs(likelihood!.total - golden.total)).toBeLessThanOrEqual(TOLERANCE);
    }
  });

  test('listwise: has the same tokens and generates the same text', async () => {
    for (const golden of of('listwise')) {
      expect(tokenizer.encode(filled(golden)).ids).toEqual(golden.ids);
      const texts: string[] = [];
      for await (const { text } of engine.generate!(filled(golden), golden.limit)) texts.push(text);
      expect(texts).toHaveLength(golden.tokens);
      expect(texts.at(-1)).toBe(golden.text);
    }
  });

  test('term-weights: has the same tokens and the same weight for each distinct one', async () => {
    for (const golden of of('term-weights')) {
      expect(tokenizer.encode(filled(golden)).ids).toEqual(golden.ids);
      const [{ weights }] = (await engine.termWeights!(golden.passages)) as [TermWeights];
      expect([...weights.keys()].sort()).toEqual(Object.keys(golden.weights).map(Number).sort());
      for (const [id, weight] of weights) expect(Math.abs(weight - golden.weights[id]!)).toBeLessThanOrEqual(TOLERANCE);
    }
  });

  test('termsOf() gives the tokens of a query, and refuses a query that is too long', () => {
    expect(engine.termsOf!('bread').length).toBeGreaterThan(0);
    const [bread] = engine.termsOf!('bread');
    expect(engine.termsOf!(' bread \n bread ').filter((id) => id === bread)).toHaveLength(2);
    expect(() => engine.termsOf!('bread '.repeat(200))).toThrow('Expected a query of at most 32 tokens');
  });

  test('in-context: has the same tokens and the same attention to each of them', async () => {
    for (const golden of of('in-context')) {
      expect(tokenizer.encode(filled(golden)).ids).toEqual(golden.ids);
      const [{ masses }] = (await engine.attend!([filled(golden)])) as [Attention];
      expect(masses.map((mass) => mass.length)).toEqual(golden.masses.map((mass) => mass.length));
      golden.masses.forEach((mass, passage) => {
        mass.forEach((value, token) => {
          expect(Math.abs(masses[passage]![token]! - value)).toBeLessThanOrEqual(TOLERANCE);
        });
      });
    }
  });

  test('in-context: attention summed over subsets of heads adds up to that of all heads', async () => {
    const prompt = filled(of('in-context')[0]!);
    const every = [0, 1].flatMap((layer) => [0, 1, 2, 3].map((head) => [layer, head] as const));
    const attention = await Promise.all([
      engine.attend!([prompt]),
      ...every.map((head) => engine.attend!([prompt], [head])),
    ]);
    const [{ masses: allHeads }, ...single] = attention.flat() as [Attention, ...Attention[]];
    allHeads.forEach((mass, passage) => {
      mass.forEach((value, token) => {
        const sum = single.reduce((total, { masses }) => total + masses[passage]![token]!, 0);
        expect(sum).toBeCloseTo(value, 4);
      });
    });
  });
});
