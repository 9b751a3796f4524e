/**
 * @file The contract suite of methods, which runs with every engine of the tests that has the needed abilities. The
 * test of a method calls `testMethod(name)` and tests beside it what is particular to the method.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ABILITIES } from '../../src/models/abilities';
import type { Engine } from '../../src/engine/engine';
import type { Ability } from '../../src/models/abilities';
import { FakeEngine } from '../../src/test/fake-engine';
import { methods } from '../../src/methods/registry';
import type { Method } from '../../src/methods/contract/method';
import type { ModelCard } from '../../src/models/card';
import { cardOf } from '../engine/cards';
import { GRADED, GRADED_ORDER, QUESTION } from '../methods/scripted';
import { logitsOf, runAll, taskOf } from './tasks';
import { BAD, LONG, PLAIN } from './texts';
import { createTiny, tinyCard } from './tiny-models';

type TestEngine = {
  readonly name: string;
  readonly abilities: readonly Ability[];
  readonly create: () => Promise<{ readonly engine: Engine; readonly card: ModelCard }>;
  /** The largest difference between a score and that of the same pair in another batch. */
  readonly tolerance: number;
};

const FAKE: TestEngine = {
  name: 'FakeEngine',
  abilities: ABILITIES,
  create: () => Promise.resolve({ engine: new FakeEngine(), card: cardOf() }),
  tolerance: 0,
};
const ENGINES: readonly TestEngine[] = [FAKE, tinyEngine('tiny-late', 0), tinyEngine('tiny-cross', 1e-5)];

function tinyEngine(name: 'tiny-late' | 'tiny-cross', tolerance: number): TestEngine {
  return { name, abilities: tinyCard(name).abilities, create: () => createTiny(name), tolerance };
}

/** The functions of an engine for each ability. */
const FUNCTIONS: Readonly<Record<Ability, readonly string[]>> = {
  classify: ['classify'],
  embedTokens: ['embedQuery', 'embedPassages'],
  embed: ['embed', 'embedQuery', 'embedPassages'],
  termWeights: ['termsOf', 'termWeights'],
  nextTokenLogits: ['nextTokenLogits', 'placeLogits'],
  logLikelihood: ['logLikelihood'],
  generate: ['generate'],
  attend: ['attend'],
};

export function testMethod(name: string): void {
  const method = methods.find((each) => each.name === name)!;
  const engines = ENGINES.filter(({ abilities }) => method.needs.every((need) => abilities.includes(need)));
  describe.each(engines)(`${name} over $name`, (tested) => {
    let engine: Engine;
    let card: ModelCard;
    const plain = PLAIN.map((text) => ({ text }));
    const run = (...args: Parameters<typeof taskOf> extends [unknown, ...infer Rest] ? Rest : never) =>
      runAll(method, taskOf(card, ...args), engine);
    beforeAll(async () => void ({ engine, card } = await tested.create()));
    afterAll(() => engine.dispose());

    test.each([1, 7, 1000])('returns a finite score for each of %i passages', async (count) => {
      const passages = Array.from({ length: count }, (_, i) => ({
        text: `${PLAIN[i % PLAIN.length]!.slice(0, 20)} ${i}`,
      }));
      const logits = logitsOf(await run(passages, { batch: 64 }));
      expect([...logits.keys()].sort((a, b) => a - b)).toEqual(passages.map((_, index) => index));
      expect([...logits.values()].every(Number.isFinite)).toBe(true);
    });

    // Text feedback joins the query with a passage, which is then the most similar one, so its ranking differs.
    test.runIf(tested === FAKE && name !== 'feedback-text')(
      'ranks passages by the words that they share with the query',
      async () => {
        const scores = [...logitsOf(await run(GRADED, { query: QUESTION }))].sort(([, a], [, b]) => b - a);
        expect(scores.map(([index]) => index)).toEqual(GRADED_ORDER);
      },
    );

    test('scores only the pending passages', async () => {
      const logits = logitsOf(await run(plain, { pending: [5, 0, 3] }));
      expect([...logits.keys()].sort()).toEqual([0, 3, 5]);
    });

    test('yields nothing without passages', async () => {
      expect(await run([])).toEqual([]);
      expect(await run(plain, { pending: [] })).toEqual([]);
    });

    test('returns the same scores again, with and without cached vectors', async () => {
      const first = logitsOf(await run(plain));
      const task = taskOf(card, plain);
      expect(logitsOf(await runAll(method, task, engine))).toEqual(first);
      expect(logitsOf(await runAll(method, task, engine))).toEqual(first);
    });

    test.runIf(method.scoreKind === 'pair')(
      'returns the same score for a pair alone, in any batch and in any order',
      async () => {
        const expected = logitsOf(await run(plain, { batch: plain.length }));
        for (const options of [{ batch: 1 }, { batch: 3, pending: [6, 2, 4, 0, 1, 5, 3] }, { pending: [4] }]) {
          for (const [index, logit] of logitsOf(await run(plain, options))) {
            expect(Math.abs(logit - expected.get(index)!)).toBeLessThanOrEqual(tested.tolerance);
          }
        }
      },
    );

    test.runIf(method.scoreKind === 'pair')('returns the same score for duplicates', async () => {
      const logits = logitsOf(await run([...plain, ...plain]));
      plain.forEach((_, index) => {
        expect(Math.abs(logits.get(index)! - logits.get(index + plain.length)!)).toBeLessThanOrEqual(tested.tolerance);
      });
    });

    test('stops where a micro-batch throws, and makes no model call afterwards', async () => {
      const cancelled = new Error('cancelled');
      let batches = 0;
      await run(plain, { batch: 2, checkpoint: () => (batches += 1) });
      for (const last of new Set([1, Math.ceil(batches / 2), batches])) {
        let calls = 0;
        const checkpoint = () => {
          if (++calls === last) throw cancelled;
        };
        const seen = new Set<number>();
        let after = 0;
        const running = async () => {
          const task = taskOf(card, plain, { batch: 2, checkpoint });
          for await (const scores of method.run(task, engine)) for (const { index } of scores) seen.add(index);
        };
        await expect(running().finally(() => (after = engine.modelCalls))).rejects.toBe(cancelled);
        expect(calls).toBe(last);
        expect(seen.size).toBeLessThan(plain.length);
        expect(engine.modelCalls).toBe(after);
      }
    });

    test.runIf(method.scoreKind === 'list')('yields each passage once, when its rank is final', async () => {
      const scores = await run(PLAIN.flatMap((text) => [{ text }, { text: `${text} And bread.` }]));
      expect(scores).toHaveLength(2 * PLAIN.length);
    });

    test('calls the engine for the declared abilities only, and for all of them', async () => {
      const called = new Set<string>();
      await runAll(method, taskOf(card, plain), recordCalls(engine, called));
      const allowed = ['count', 'cost', 'bestMatches', ...method.needs.flatMap((need) => FUNCTIONS[need])];
      expect([...called].filter((name) => !allowed.includes(name))).toEqual([]);
      for (const need of method.needs) expect([...called].some((name) => FUNCTIONS[need].includes(name))).toBe(true);
    });

    test('reports the tokens of a passage that were cut', async () => {
      const scores = await run([{ text: 'bread' }, { text: LONG }]);
      const truncated = new Map(scores.map((score) => [score.index, score.truncatedTokens]));
      expect(truncated.get(0)).toBe(0);
      expect(truncated.get(1)).toBeGreaterThan(100);
    });

    test('rejects with query-too-long for a long query', async () => {
      await expect(run(plain, { query: LONG })).rejects.toMatchObject({ code: 'query-too-long' });
    });

    test.each(BAD)('returns a finite score for %s, and does not change the scores of others', async (_, text) => {
      const expected = logitsOf(await run(plain));
      const logits = logitsOf(await run([...plain, { text }]));
      expect(Number.isFinite(logits.get(plain.length))).toBe(true);
      if (method.scoreKind === 'list') return;
      for (const [index, logit] of expected) {
        expect(Math.abs(logits.get(index)! - logit)).toBeLessThanOrEqual(tested.tolerance);
      }
    });
  });
}

/** Returns the engine with a record of the functions that are called. */
function recordCalls(engine: Engine, called: Set<string>): Engine {
  return new Proxy(engine, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      called.add(String(key));
      return (value as Method['run']).bind(target);
    },
  });
}
