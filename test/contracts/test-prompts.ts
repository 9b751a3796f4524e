/** @file The part of an engine's contract that is about prompts: what a causal language model can be asked. */
import { describe, expect, test } from 'vitest';
import type { Ability } from '../../src/models/abilities';
import { setwisePrompt } from '../../src/prompts/comparing';
import { inContextPrompt, listwisePrompt } from '../../src/prompts/listing';
import { queryLikelihoodPrompt, yesNoPrompt } from '../../src/prompts/pointwise';
import { fill } from '../../src/prompts/prompt';
import type { FilledPrompt, Prompt } from '../../src/prompts/prompt';
import { expectTooLong } from './engine-subject';
import type { EngineSubject } from './engine-subject';
import { LONG, PLAIN, QUERY } from './texts';

type Subject = () => EngineSubject;

const about = (passage: string, query = QUERY) => fill(yesNoPrompt, { query, passage });
const alone = PLAIN.map((passage) => about(passage));

function listed(prompt: Prompt, texts: readonly string[] = PLAIN.slice(0, 3)): FilledPrompt {
  const items = texts.map((passage, at) => ({ label: String.fromCharCode(65 + at), passage, score: '1' }));
  return fill(prompt, { query: QUERY, count: String(texts.length), labels: 'A, B or C', items });
}

export function testPrompts(abilities: readonly Ability[], subject: Subject): void {
  if (abilities.includes('nextTokenLogits')) testNextToken(subject);
  if (abilities.includes('logLikelihood')) testLikelihood(subject);
  if (abilities.includes('generate')) testGenerate(subject);
  if (abilities.includes('attend')) testAttend(subject);
}

function testNextToken(subject: Subject): void {
  const ask = (prompts: readonly FilledPrompt[], labels: readonly string[] = ['yes', 'no']) =>
    subject().engine.nextTokenLogits!(prompts, labels);

  describe('nextTokenLogits()', () => {
    test('gives a prompt the same logits alone, in any batch and in any order', async () => {
      const together = await ask(alone);
      const backwards = await ask([...alone].reverse());
      for (const [at, prompt] of alone.entries()) {
        const [single] = await ask([prompt]);
        for (const other of [single!, backwards[alone.length - 1 - at]!]) {
          other.logits.forEach((logit, label) => {
            expect(Math.abs(logit - together[at]!.logits[label]!)).toBeLessThanOrEqual(subject().tolerance);
          });
        }
      }
    });

    test('tells prompts and labels apart, in the order of the labels', async () => {
      const answers = await ask(alone);
      expect(new Set(answers.map(({ logits }) => logits.join())).size).toBeGreaterThan(1);
      const [[forward], [backward]] = [await ask([alone[0]!]), await ask([alone[0]!], ['no', 'yes'])];
      if (subject().engine.build.startsWith('fake')) return; // it knows labels by their place
      expect([...backward!.logits].reverse()).toEqual(forward!.logits);
    });

    test('answers nothing for no prompts, without a model call', async () => {
      const before = subject().engine.modelCalls;
      expect(await ask([])).toEqual([]);
      expect(subject().engine.modelCalls).toBe(before);
    });

    test('says of each passage how much was not read, and reads nothing beyond', async () => {
      const [cut] = await ask([about(LONG)]);
      const [longer] = await ask([about(`${LONG} broken clocks`)]);
      expect(cut!.truncatedTokens[0]).toBeGreaterThan(100);
      expect(longer!.truncatedTokens[0]).toBeGreaterThan(cut!.truncatedTokens[0]!);
      expect(longer!.logits).toEqual(cut!.logits);
      const [several] = await ask([listed(setwisePrompt, ['bread', LONG, 'paper'])], ['A', 'B', 'C']);
      expect(several!.truncatedTokens.map((count) => count > 0)).toEqual([false, true, false]);
    });

    test('refuses a query that is too long, with limit and count', async () => {
      await expectTooLong(subject(), (query) => ask([about('bread', query)]));
    });
  });
}

function testLikelihood(subject: Subject): void {
  const ask = (passages: readonly string[], target = QUERY) =>
    subject().engine.logLikelihood!(
      passages.map((passage) => fill(queryLikelihoodPrompt, { passage })),
      target,
    );

  describe('logLikelihood()', () => {
    test('is below zero, finite, and of the target’s tokens', async () => {
      for (const { total, tokens } of await ask(PLAIN)) {
        expect(total < 0 && Number.isFinite(total)).toBe(true);
        expect(tokens).toBe(subject().engine.count(QUERY));
      }
    });

    test('falls with every token more', async () => {
      const [short] = await ask(['bread'], 'keep bread');
      const [longer] = await ask(['bread'], 'keep bread fresh');
      expect(longer!.total).toBeLessThan(short!.total);
    });

    test('gives a prompt the same alone and among others', async () => {
      const together = await ask(PLAIN);
      for (const [at, passage] of PLAIN.entries()) {
        const [single] = await ask([passage]);
        expect(Math.abs(single!.total - together[at]!.total)).toBeLessThanOrEqual(subject().tolerance);
      }
    });

    test('refuses a target that is too long', async () => {
      await expectTooLong(subject(), (query) => ask(['bread'], query));
    });
  });
}

function testGenerate(subject: Subject): void {
  const all = async (limit: number, prompt = listed(listwisePrompt)) => {
    const texts: string[] = [];
    for await (const { text } of subject().engine.generate!(prompt, limit)) texts.push(text);
    return texts;
  };

  describe('generate()', () => {
    test('gives all that is there so far, the same every time', async () => {
      const texts = await all(8);
      expect(texts.length).toBeGreaterThan(0);
      texts.slice(1).forEach((text, at) => expect(text.length).toBeGreaterThanOrEqual(texts[at]!.length));
      expect(await all(8)).toEqual(texts);
    });

    test('ends at the limit, and a larger one begins alike', async () => {
      const [few, more] = [await all(2), await all(5)];
      expect(few.length).toBeLessThanOrEqual(2);
      expect(more.slice(0, few.length)).toEqual(few);
    });

    test('makes a model call a token, and none after the loop was left', async () => {
      const { engine } = subject();
      const before = engine.modelCalls;
      for await (const _ of engine.generate!(listed(listwisePrompt), 50)) break;
      const calls = engine.modelCalls - before;
      expect(calls).toBeLessThanOrEqual(3);
      await all(4);
      expect(engine.modelCalls - before - calls).toBeGreaterThanOrEqual(1);
    });

    test('refuses a query that is too long', async () => {
      await expectTooLong(subject(), (query) =>
        all(1, fill(listwisePrompt, { query, count: '1', items: [{ label: '1', passage: 'bread' }] })),
      );
    });
  });
}

function testAttend(subject: Subject): void {
  describe('attend()', () => {
    test('gives each passage a mass for each of its tokens', async () => {
      const { engine } = subject();
      const texts = PLAIN.slice(0, 3);
      const { masses } = await engine.attend!(listed(inContextPrompt, texts));
      expect(masses).toHaveLength(texts.length);
      masses.forEach((mass, at) => {
        expect(Math.abs(mass.length - engine.count(texts[at]!))).toBeLessThanOrEqual(1);
        expect(mass.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
        expect(mass.some((value) => value > 0)).toBe(true);
      });
    });

    test('gives the same again', async () => {
      const prompt = listed(inContextPrompt);
      expect(await subject().engine.attend!(prompt)).toEqual(await subject().engine.attend!(prompt));
    });
  });
}
