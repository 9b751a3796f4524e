/** @file Labels whose first token spans the end of the prompt, such as `[A` in the vocabularies of Llama 3 and Qwen. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CausalEngine } from '../../../src/engine/causal/causal-engine';
import { Decoder } from '../../../src/engine/causal/decoder';
import { logNormalizer } from '../../../src/engine/causal/logits';
import { PromptTokenizer } from '../../../src/engine/causal/prompt-tokens';
import type { Session } from '../../../src/engine/runtimes/runtime';
import { PlainTokenizer } from '../../../src/engine/tokens/plain-tokenizer';
import { firstToken } from '../../../src/methods/listwise/first-token';
import { firstTokenPrompt } from '../../../src/prompts/listing';
import { fill } from '../../../src/prompts/prompt';
import { runAll, taskOf } from '../../contracts/tasks';
import { createTiny, tinyCard } from '../../contracts/tiny-models';
import { QUERY } from '../../contracts/texts';

type TokenizerJson = { model: { vocab: Record<string, number>; merges: [string, string][] } };

const LABELS = ['A', 'B', 'C', 'D'];
const file = new URL('../../fixtures/models/tiny-qwen/tokenizer.json', import.meta.url);

/** Returns the tokenizer of tiny-qwen where the last tokens of the vocabulary are `[A`, `[B`, … for `merged`. */
function tokenizerWith(merged: readonly string[]): PlainTokenizer {
  const json = JSON.parse(readFileSync(file, 'utf8')) as TokenizerJson;
  const entries = Object.entries(json.model.vocab).sort(([, a], [, b]) => b - a);
  const replaced = entries.slice(0, merged.length).map(([piece]) => piece);
  const vocab = Object.fromEntries(entries.map(([piece, id], i) => [i < merged.length ? `[${merged[i]}` : piece, id]));
  const others = json.model.merges.filter((pair) => !replaced.includes(pair.join('')));
  const merges = [...merged.map((letter): [string, string] => ['[', letter]), ...others];
  return new PlainTokenizer({ ...json, model: { ...json.model, vocab, merges } });
}

const card = tinyCard('tiny-qwen');
const items = LABELS.map((label) => ({ label, passage: `bread of kind ${label}` }));
const prompt = fill(firstTokenPrompt, { query: QUERY, count: '4', items });

async function engineWith(merged: readonly string[]) {
  const sessions: Session[] = [];
  await createTiny('tiny-qwen', undefined, undefined, (session) => (sessions.push(session), session));
  const tokenizer = tokenizerWith(merged);
  const engine = new CausalEngine({ card, tokenizer, sessions, runtime: { build: 'test' } });
  return { engine, tokenizer: new PromptTokenizer(tokenizer, card.limits, card.chat!), session: sessions[0]! };
}

describe('encodeAnswers()', () => {
  const of = (merged: readonly string[]) =>
    new PromptTokenizer(tokenizerWith(merged), card.limits, card.chat!).encodeAnswers(prompt, LABELS);

  test.each([[[]], [LABELS]])('has one token for each label where %j are merged with the bracket', (merged) => {
    const { dropped, common, rest } = of(merged);
    expect({ dropped, common }).toEqual({ dropped: merged.length > 0 ? 1 : 0, common: [] });
    expect(new Set(rest.flat()).size).toBe(LABELS.length);
  });

  test('has two tokens for the labels that are not merged where others are', () => {
    const { dropped, rest } = of(['A', 'C']);
    expect(dropped).toBe(1);
    expect(rest.map(({ length }) => length)).toEqual([1, 2, 1, 2]);
  });

  test('rejects labels that begin one another', () => {
    const tokenizer = new PromptTokenizer(tokenizerWith([]), card.limits, card.chat!);
    expect(() => tokenizer.encodeAnswers(prompt, ['A', 'AB'])).toThrow(/^Expected the tokenizer to tell A, AB apart/);
    expect(() => tokenizer.encodeAnswers(prompt, ['A', 'A'])).toThrow(/^Expected the tokenizer to tell A, A apart/);
  });
});

describe('nextTokenLogits()', () => {
  test.each([[LABELS], [['A', 'C']]])('reads the labels where %j are merged with the bracket', async (merged) => {
    const { engine, tokenizer, session } = await engineWith(merged);
    const [answer] = await engine.nextTokenLogits([prompt], LABELS);
    const { ids } = tokenizer.encode(prompt);
    const { rest } = tokenizer.encodeAnswers(prompt, LABELS);
    const decoder = new Decoder(session, card.decoder!);
    const open = await decoder.run(ids.slice(0, -1), decoder.emptyPast);
    const bracket = await decoder.run(ids, decoder.emptyPast);
    for (const [i, [first, second]] of rest.entries()) {
      const further = second === undefined ? 0 : bracket.logits[second]! - logNormalizer(bracket.logits);
      expect(answer!.logits[i]).toBeCloseTo(open.logits[first!]! + further, 3);
    }
    await engine.dispose();
  });

  test('lets first-token rank with them', async () => {
    const { engine } = await engineWith(LABELS);
    const passages = items.map(({ passage }) => ({ text: passage }));
    const scores = await runAll(firstToken, taskOf(card, passages, { query: QUERY }), engine);
    expect(scores.map(({ index }) => index).sort()).toEqual([0, 1, 2, 3]);
    await engine.dispose();
  });
});
