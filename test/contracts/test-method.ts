/**
 * @file The contract of a method, over every engine of the tests that has the abilities it needs. A new method runs
 * `testMethod(itsName)` in its own test and writes there only what is particular to it.
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

type World = {
  readonly name: string;
  readonly abilities: readonly Ability[];
  readonly create: () => Promise<{ readonly engine: Engine; readonly card: ModelCard }>;
  /** How far a score may be from that of the same pair in another batch. */
  readonly tolerance: number;
};

const FAKE: World = {
  name: 'FakeEngine',
  abilities: ABILITIES,
  create: () => Promise.resolve({ engine: new FakeEngine(), card: cardOf() }),
  tolerance: 0,
};
const WORLDS: readonly World[] = [FAKE, tinyWorld('tiny-late', 0), tinyWorld('tiny-cross', 1e-5)];

function tinyWorld(name: 'tiny-late' | 'tiny-cross', tolerance: number): World {
  return { name, abilities: tinyCard(name).abilities, create: () => createTiny(name), tolerance };
}

/** What an engine is asked for each ability. */
const ASKED: Readonly<Record<Ability, readonly string[]>> = {
  classify: ['classify'],
  embedTokens: ['embedQuery', 'embedPassages'],
  embed: ['embed', 'embedQuery', 'embedPassages'],
  termWeights: ['termsOf', 'termWeights'],
  nextTokenLogits: ['nextTokenLogits'],
  logLikelihood: ['logLikelihood'],
  generate: ['generate'],
  attend: ['attend'],
};

export function testMethod(name: string): void {
  const method = methods.find((each) => each.name === name)!;
  const worlds = WORLDS.filter(({ abilities }) => method.needs.every((need) => abilities.includes(need)));
  describe.each(worlds)(`${name} over $name`, (world) => {
    let engine: Engine;
    let card: ModelCard;
    const plain = PLAIN.map((text) => ({ text }));
    const run = (...args: Parameters<typeof taskOf> extends [unknown, ...infer Rest] ? Rest : never) =>
      runAll(method, taskOf(card, ...args), engine);
    beforeAll(async () => void ({ engine, card } = await world.create()));
    afterAll(() => engine.dispose());

    test.each([1, 7, 1000])('gives each of %i passages a finite score', async (count) => {
      const passages = Array.from({ length: count }, (_, at) => ({
        text: `${PLAIN[at % PLAIN.length]!.slice(0, 20)} ${at}`,
      }));
      const logits = logitsOf(await run(passages, { batch: 64 }));
      expect([...logits.keys()].sort((a, b) => a - b)).toEqual(passages.map((_, row) => row));
      expect([...logits.values()].every(Number.isFinite)).toBe(true);
    });

    // Joined with a passage, a query is nearest to that passage, so the rankings of text feedback rightly differ.
    test.runIf(world === FAKE && name !== 'feedback-text')(
      'ranks passages by the words that they share with the query',
      async () => {
        const scores = [...logitsOf(await run(GRADED, { query: QUESTION }))].sort(([, a], [, b]) => b - a);
        expect(scores.map(([row]) => row)).toEqual(GRADED_ORDER);
      },
    );

    test('scores no row but the pending ones', async () => {
      const logits = logitsOf(await run(plain, { pending: [5, 0, 3] }));
      expect([...logits.keys()].sort()).toEqual([0, 3, 5]);
    });

    test('yields nothing for no rows', async () => {
      expect(await run([])).toEqual([]);
      expect(await run(plain, { pending: [] })).toEqual([]);
    });

    test('gives the same scores again, with vectors kept and without', async () => {
      const first = logitsOf(await run(plain));
      const task = taskOf(card, plain);
      expect(logitsOf(await runAll(method, task, engine))).toEqual(first);
      expect(logitsOf(await runAll(method, task, engine))).toEqual(first);
    });

    test.runIf(method.scoreKind === 'pair')('scores a pair alike alone, in any batch and in any order', async () => {
      const expected = logitsOf(await run(plain, { batch: plain.length }));
      for (const options of [{ batch: 1 }, { batch: 3, pending: [6, 2, 4, 0, 1, 5, 3] }, { pending: [4] }]) {
        for (const [row, logit] of logitsOf(await run(plain, options))) {
          expect(Math.abs(logit - expected.get(row)!)).toBeLessThanOrEqual(world.tolerance);
        }
      }
    });

    test.runIf(method.scoreKind === 'pair')('gives duplicates the same score', async () => {
      const logits = logitsOf(await run([...plain, ...plain]));
      plain.forEach((_, row) => {
        expect(Math.abs(logits.get(row)! - logits.get(row + plain.length)!)).toBeLessThanOrEqual(world.tolerance);
      });
    });

    test('stops where a micro-batch throws, and asks the engine nothing more', async () => {
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

    test.runIf(method.scoreKind === 'list')('yields a row once, when its place is final', async () => {
      const scores = await run(PLAIN.flatMap((text) => [{ text }, { text: `${text} And bread.` }]));
      expect(scores).toHaveLength(2 * PLAIN.length);
    });

    test('asks for no ability that it does not declare', async () => {
      const asked = new Set<string>();
      await runAll(method, taskOf(card, plain), watched(engine, asked));
      const allowed = ['count', 'cost', 'bestMatches', ...method.needs.flatMap((need) => ASKED[need])];
      expect([...asked].filter((verb) => !allowed.includes(verb))).toEqual([]);
      for (const need of method.needs) expect([...asked].some((verb) => ASKED[need].includes(verb))).toBe(true);
    });

    test('says how much of a passage was not read', async () => {
      const scores = await run([{ text: 'bread' }, { text: LONG }]);
      const truncated = new Map(scores.map((score) => [score.index, score.truncatedTokens]));
      expect(truncated.get(0)).toBe(0);
      expect(truncated.get(1)).toBeGreaterThan(100);
    });

    test('lets query-too-long through', async () => {
      await expect(run(plain, { query: LONG })).rejects.toMatchObject({ code: 'query-too-long' });
    });

    test.each(BAD)('scores %s among others and leaves those as they are', async (_, text) => {
      const expected = logitsOf(await run(plain));
      const logits = logitsOf(await run([...plain, { text }]));
      expect(Number.isFinite(logits.get(plain.length))).toBe(true);
      if (method.scoreKind === 'list') return;
      for (const [row, logit] of expected) {
        expect(Math.abs(logits.get(row)! - logit)).toBeLessThanOrEqual(world.tolerance);
      }
    });
  });
}

/** The engine, with every method that is called on it written down. */
function watched(engine: Engine, asked: Set<string>): Engine {
  return new Proxy(engine, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      asked.add(String(key));
      return (value as Method['run']).bind(target);
    },
  });
}
