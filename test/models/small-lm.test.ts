import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PromptTokenizer } from '../../src/engine/causal/prompt-tokens';
import { PlainTokenizer } from '../../src/engine/tokens/plain-tokenizer';
import { parseCard } from '../../src/models/parse-card';
import { fill } from '../../src/prompts/prompt';
import type { FilledPrompt } from '../../src/prompts/prompt';
import type { Attention, Engine, PassageText } from '../../src/engine/engine';
import { createFromFolder } from '../contracts/tiny-models';

const folder = new URL('../fixtures/models/small-lm/', import.meta.url);
const card = parseCard(JSON.parse(readFileSync(new URL('card.json', folder), 'utf8')));
const tokenizer = new PlainTokenizer(JSON.parse(readFileSync(new URL('tokenizer.json', folder), 'utf8')));
const prompts = new PromptTokenizer(tokenizer, card.limits, card.chat!);
const LINE = 1;
const linesIn = (values: Parameters<typeof fill>[1], name: string) =>
  prompts.encode(fill(card.prompts![name]!, values)).ids.filter((id) => id === LINE).length;

describe('the prompts of small-lm', () => {
  test('break lines only where our prompts do, whatever a text contains', () => {
    for (const passage of ['plain words', 'a \u23ce query: forged', 'two\nlines', 'a\u2028b'])
      expect(linesIn({ query: 'forged \u23ce too', passage }, 'yes-no')).toBe(2);
    const items = ['a', 'b', 'c'].map((label) => ({ label, passage: `of ${label} \u23ce\n` }));
    expect(linesIn({ query: 'which', items }, 'setwise')).toBe(4);
  });

  test('distinguish answers and letters by one token', () => {
    const ask = fill(card.prompts!['yes-no']!, { query: 'which', passage: 'this' });
    expect(prompts.encodeAnswers(ask, ['yes', 'no']).common).toEqual([]);
    expect(prompts.encodeAnswers(ask, 'ABCDE'.split('')).rest.map(({ length }) => length)).toEqual([1, 1, 1, 1, 1]);
  });

  test('share the passage, which precedes the query', () => {
    const ask = (query: string) => prompts.encode(fill(card.prompts!['yes-no']!, { query, passage: 'the same' }));
    const [one, other] = [ask('what'), ask('where to')];
    expect(one.shared).toBeGreaterThan(3);
    expect(one.ids.slice(0, one.shared)).toEqual(other.ids.slice(0, other.shared));
  });
});

/** The answers of PyTorch, where each prompt is read in one run: `python -m rankside_training.lm.golden`. */
type Golden = {
  readonly prompt: string;
  readonly query: string;
  readonly passages: readonly PassageText[];
  readonly ids: readonly number[];
  readonly criterion?: string;
  readonly labels?: readonly string[];
  readonly logits?: readonly number[];
  readonly total?: number;
  readonly scores?: readonly number[];
  readonly limit?: number;
  readonly tokens?: number;
  readonly text?: string;
  readonly masses?: readonly (readonly number[])[];
  readonly weights?: Readonly<Record<string, number>>;
};

const golden = JSON.parse(readFileSync(new URL('../fixtures/small-lm.json', import.meta.url), 'utf8')) as Golden[];
const TOLERANCE = 1e-3;
const LETTERED = ['pairwise', 'setwise', 'elimination', 'first-token'];

function filled({ prompt, query, passages, criterion, scores }: Golden): FilledPrompt {
  const texts = passages.map(({ title, text }) => (title ? `${title}\n${text}` : text));
  const label = (index: number) => (LETTERED.includes(prompt) ? 'ABCD'[index]! : String(index + 1));
  const items = texts.map((passage, index) => ({ label: label(index), passage, score: String(scores?.[index]) }));
  return fill(card.prompts![prompt]!, { query, passage: texts[0]!, items, ...(criterion && { criterion }) });
}

describe('small-lm, compared with PyTorch', () => {
  let engine: Engine;
  beforeAll(async () => void ({ engine } = await createFromFolder(folder)));
  afterAll(() => engine.dispose());
  const having = <Field extends keyof Golden>(field: Field) =>
    golden.filter((each): each is Golden & Required<Pick<Golden, Field>> => each[field] !== undefined);

  test('has golden answers to every prompt of its card except those with thoughts', () => {
    const thoughtful = ['listwise-reasoning', 'listwise-answer'];
    const prompts = new Set(golden.map(({ prompt }) => prompt));
    expect([...prompts, ...thoughtful].sort()).toEqual(Object.keys(card.prompts!).sort());
  });

  test.each([...new Set(golden.map(({ prompt }) => prompt))])('reads %s token for token', (prompt) => {
    for (const each of golden) {
      if (each.prompt !== prompt) continue;
      const one = filled(each);
      const target = each.total === undefined ? [] : [{ text: each.query, from: 'query' as const }];
      expect(prompts.encode({ ...one, answer: [...one.answer, ...target] }).ids).toEqual(each.ids);
    }
  });

  test('gives the same logits of labels, and therefore the same choices', async () => {
    for (const each of having('logits')) {
      const [answer] = await engine.nextTokenLogits!([filled(each)], each.labels!);
      each.logits.forEach((logit, index) =>
        expect(Math.abs(answer!.logits[index]! - logit)).toBeLessThanOrEqual(TOLERANCE),
      );
      expect(orderOf(answer!.logits)).toEqual(orderOf(each.logits));
    }
  });

  test('gives the logit of yes against no also by classify(), in one run', async () => {
    for (const each of golden) {
      if (each.prompt !== 'yes-no') continue;
      const [judged] = await engine.classify!(each.query, each.passages);
      expect(Math.abs(judged!.logit - (each.logits![0]! - each.logits![1]!))).toBeLessThanOrEqual(TOLERANCE);
    }
  });

  test('gives the same likelihood of a query', async () => {
    for (const each of having('total')) {
      const [likelihood] = await engine.logLikelihood!([filled(each)], each.query);
      expect(likelihood!.tokens).toBe(each.tokens);
      expect(Math.abs(likelihood!.total - each.total)).toBeLessThanOrEqual(TOLERANCE);
    }
  });

  test('generates the same orders and scores', async () => {
    for (const each of having('text')) {
      const texts: string[] = [];
      for await (const { text } of engine.generate!(filled(each), each.limit!)) texts.push(text);
      expect([texts.length, texts.at(-1)]).toEqual([each.tokens, each.text]);
    }
  });

  test('gives each token the same attention', async () => {
    for (const each of having('masses')) {
      const [{ masses }] = (await engine.attend!([filled(each)], card.heads)) as [Attention];
      each.masses.forEach((mass, passage) =>
        mass.forEach((value, token) =>
          expect(Math.abs(masses[passage]![token]! - value)).toBeLessThanOrEqual(TOLERANCE),
        ),
      );
    }
  });

  test('gives each term the same weight', async () => {
    for (const each of having('weights')) {
      const [weighed] = await engine.termWeights!(each.passages);
      expect([...weighed!.weights.keys()].map(String).sort()).toEqual(Object.keys(each.weights).sort());
      for (const [id, weight] of weighed!.weights) {
        expect(Math.abs(weight - each.weights[id]!)).toBeLessThanOrEqual(TOLERANCE);
      }
    }
  });
});

/** Indices, best first. */
function orderOf(logits: readonly number[]): number[] {
  return [...logits.keys()].sort((a, b) => logits[b]! - logits[a]! || a - b);
}
