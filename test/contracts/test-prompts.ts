/** @file The part of an engine's contract that is about prompts, for causal language models. */
import { describe, expect, test } from 'vitest';
import type { Attention } from '../../src/engine/engine';
import type { Ability } from '../../src/models/abilities';
import { groupwisePrompt, setwisePrompt } from '../../src/prompts/comparing';
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
  const items = texts.map((passage, i) => ({ label: String.fromCharCode(65 + i), passage, score: '1' }));
  return fill(prompt, { query: QUERY, count: String(texts.length), labels: 'A, B or C', items });
}

export function testPrompts(abilities: readonly Ability[], subject: Subject): void {
  if (abilities.includes('nextTokenLogits')) testNextToken(subject);
  if (abilities.includes('nextTokenLogits')) testPlaces(subject);
  if (abilities.includes('logLikelihood')) testLikelihood(subject);
  if (abilities.includes('generate')) testGenerate(subject);
  if (abilities.includes('attend')) testAttend(subject);
}

function testNextToken(subject: Subject): void {
  const ask = (prompts: readonly FilledPrompt[], labels: readonly string[] = ['yes', 'no']) =>
    subject().engine.nextTokenLogits!(prompts, labels);

  describe('nextTokenLogits()', () => {
    test('returns the same logits for a prompt alone, in any batch and in any order', async () => {
      const together = await ask(alone);
      const backwards = await ask([...alone].reverse());
      for (const [i, prompt] of alone.entries()) {
        const [single] = await ask([prompt]);
        for (const other of [single!, backwards[alone.length - 1 - i]!]) {
          other.logits.forEach((logit, label) => {
            expect(Math.abs(logit - together[i]!.logits[label]!)).toBeLessThanOrEqual(subject().tolerance);
          });
        }
      }
    });

    test('returns different logits for prompts and labels, in the order of the labels', async () => {
      const answers = await ask(alone);
      expect(new Set(answers.map(({ logits }) => logits.join())).size).toBeGreaterThan(1);
      const [[forward], [backward]] = [await ask([alone[0]!]), await ask([alone[0]!], ['no', 'yes'])];
      if (subject().engine.build.startsWith('fake')) return; // the fake engine identifies labels by their position
      expect([...backward!.logits].reverse()).toEqual(forward!.logits);
    });

    test('returns nothing for no prompts, without a model call', async () => {
      const before = subject().engine.modelCalls;
      expect(await ask([])).toEqual([]);
      expect(subject().engine.modelCalls).toBe(before);
    });

    test('reports the cut tokens of each passage, and reads nothing beyond', async () => {
      const [cut] = await ask([about(LONG)]);
      const [longer] = await ask([about(`${LONG} broken clocks`)]);
      expect(cut!.truncatedTokens[0]).toBeGreaterThan(100);
      expect(longer!.truncatedTokens[0]).toBeGreaterThan(cut!.truncatedTokens[0]!);
      expect(longer!.logits).toEqual(cut!.logits);
      const [several] = await ask([listed(setwisePrompt, ['bread', LONG, 'paper'])], ['A', 'B', 'C']);
      expect(several!.truncatedTokens.map((count) => count > 0)).toEqual([false, true, false]);
    });

    test('rejects a query that is too long, with limit and count', async () => {
      await expectTooLong(subject(), (query) => ask([about('bread', query)]));
    });
  });
}

function testPlaces(subject: Subject): void {
  const labels = ['0', '1', '2', '3'];
  const openings = ['[1] ', '\n[2] ', '\n[3] '];
  const prompt = listed(groupwisePrompt);

  describe('placeLogits()', () => {
    test('returns logits of the labels for each place, the same every time', async () => {
      const ask = () => subject().engine.placeLogits!(prompt, { openings, labels, filler: '2' });
      const { logits, truncatedTokens } = await ask();
      expect(logits.map(({ length }) => length)).toEqual([4, 4, 4]);
      expect(logits.flat().every(Number.isFinite)).toBe(true);
      expect(truncatedTokens).toEqual([0, 0, 0]);
      expect(await ask()).toEqual({ logits, truncatedTokens });
    });

    test('rejects a query that is too long', async () => {
      await expectTooLong(subject(), (query) =>
        subject().engine.placeLogits!(
          fill(groupwisePrompt, { query, count: '1', items: [{ label: '1', passage: 'bread' }] }),
          { openings: ['[1] '], labels, filler: '2' },
        ),
      );
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
    test('is negative and finite, and counts the target’s tokens', async () => {
      for (const { total, tokens } of await ask(PLAIN)) {
        expect(total < 0 && Number.isFinite(total)).toBe(true);
        expect(tokens).toBe(subject().engine.count(QUERY));
      }
    });

    test('decreases with every further token', async () => {
      const [short] = await ask(['bread'], 'keep bread');
      const [longer] = await ask(['bread'], 'keep bread fresh');
      expect(longer!.total).toBeLessThan(short!.total);
    });

    test('returns the same for a prompt alone and among others', async () => {
      const together = await ask(PLAIN);
      for (const [i, passage] of PLAIN.entries()) {
        const [single] = await ask([passage]);
        expect(Math.abs(single!.total - together[i]!.total)).toBeLessThanOrEqual(subject().tolerance);
      }
    });

    test('rejects a target that is too long', async () => {
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
    test('yields the whole text so far, the same every time', async () => {
      const texts = await all(8);
      expect(texts.length).toBeGreaterThan(0);
      texts.slice(1).forEach((text, i) => expect(text.length).toBeGreaterThanOrEqual(texts[i]!.length));
      expect(await all(8)).toEqual(texts);
    });

    test('ends at the limit, and begins alike with a larger one', async () => {
      const [few, more] = [await all(2), await all(5)];
      expect(few.length).toBeLessThanOrEqual(2);
      expect(more.slice(0, few.length)).toEqual(few);
    });

    test('makes one model call per token, and none after the loop ends', async () => {
      const { engine } = subject();
      const before = engine.modelCalls;
      for await (const _ of engine.generate!(listed(listwisePrompt), 50)) break;
      const calls = engine.modelCalls - before;
      expect(calls).toBeLessThanOrEqual(3);
      await all(4);
      expect(engine.modelCalls - before - calls).toBeGreaterThanOrEqual(1);
    });

    test('rejects a query that is too long', async () => {
      await expectTooLong(subject(), (query) =>
        all(1, fill(listwisePrompt, { query, count: '1', items: [{ label: '1', passage: 'bread' }] })),
      );
    });
  });
}

function testAttend(subject: Subject): void {
  describe('attend()', () => {
    test('returns the attention mass of each token of each passage', async () => {
      const { engine } = subject();
      const texts = PLAIN.slice(0, 3);
      const [{ masses }] = (await engine.attend!([listed(inContextPrompt, texts)])) as [Attention];
      expect(masses).toHaveLength(texts.length);
      masses.forEach((mass, i) => {
        expect(Math.abs(mass.length - engine.count(texts[i]!))).toBeLessThanOrEqual(1);
        expect(mass.every((value) => value >= 0 && Number.isFinite(value))).toBe(true);
        expect(mass.some((value) => value > 0)).toBe(true);
      });
    });

    test('is deterministic', async () => {
      const prompt = listed(inContextPrompt);
      expect(await subject().engine.attend!([prompt])).toEqual(await subject().engine.attend!([prompt]));
    });

    test.each(['flea', 'the weather of the summer in the valley behind the mountains'])(
      'reads the same tokens of passages that are cut, for the query “%s” and for one without content',
      async (query) => {
        const items = PLAIN.map((text, i) => ({ label: String(i + 1), passage: `${text} `.repeat(60) }));
        const prompts = [query, 'N/A'].map((each) =>
          fill(inContextPrompt, { query: each, count: String(items.length), items }),
        );
        const [asked, free] = (await subject().engine.attend!(prompts)) as [Attention, Attention];
        expect(asked.masses.map(({ length }) => length)).toEqual(free.masses.map(({ length }) => length));
        expect(asked.truncatedTokens).toEqual(free.truncatedTokens);
        expect(asked.truncatedTokens.some((count) => count > 0)).toBe(true);
      },
    );
  });
}
