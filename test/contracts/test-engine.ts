/**
 * @file The contract suite of engines: they return one result per row, in order, and a result depends on its row alone.
 *
 * `testEngine(name, create)` tests every ability that the engine declares.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine, PassageText } from '../../src/engine/engine';
import type { Ability } from '../../src/models/abilities';
import { expectTooLong } from './engine-subject';
import type { EngineSubject } from './engine-subject';
import { testPrompts } from './test-prompts';
import { flat, testQueries } from './test-queries';
import { BAD, LONG, passageLists, PLAIN, QUERY } from './texts';

/** The compared values of a row: the logit, or everything that is stored of its vectors. */
type Row = { readonly numbers: readonly number[]; readonly truncatedTokens: number };

/** The calls about passages by ability, with results as numbers. */
const CALLS = {
  classify: async (engine: Engine, passages: readonly PassageText[]): Promise<Row[]> =>
    (await engine.classify!(QUERY, passages)).map(({ logit, truncatedTokens }) => ({
      numbers: [logit],
      truncatedTokens,
    })),
  embedTokens: async (engine: Engine, passages: readonly PassageText[]): Promise<Row[]> =>
    (await engine.embedPassages!(passages)).map(({ vectors, truncatedTokens }) => ({
      numbers: flat(vectors),
      truncatedTokens,
    })),
  embed: async (engine: Engine, passages: readonly PassageText[]): Promise<Row[]> =>
    (await engine.embed!('passage', passages)).map(({ vectors, truncatedTokens }) => ({
      numbers: flat(vectors),
      truncatedTokens,
    })),
  termWeights: async (engine: Engine, passages: readonly PassageText[]): Promise<Row[]> =>
    (await engine.termWeights!(passages)).map(({ weights, truncatedTokens }) => ({
      numbers: [...weights].flat(),
      truncatedTokens,
    })),
} as const;
type TestedAbility = keyof typeof CALLS;

function expectSame(a: Row, b: Row, tolerance: number): void {
  expect(a.truncatedTokens).toBe(b.truncatedTokens);
  expect(a.numbers).toHaveLength(b.numbers.length);
  if (tolerance === 0) expect(a.numbers).toEqual(b.numbers);
  else a.numbers.forEach((each, i) => expect(Math.abs(each - b.numbers[i]!)).toBeLessThanOrEqual(tolerance));
}

/** @param abilities the abilities that the engine is expected to declare */
export function testEngine(name: string, abilities: readonly Ability[], create: () => Promise<EngineSubject>): void {
  describe(name, () => {
    let subject: EngineSubject;
    beforeAll(async () => void (subject = await create()));
    afterAll(() => subject.engine.dispose());

    test('declares its abilities and its build', () => {
      expect([...subject.engine.abilities].sort()).toEqual([...abilities].sort());
      expect(subject.engine.build).toMatch(/^\S+@\S+$/);
    });

    test('count() counts tokens of the text alone', () => {
      const { engine } = subject;
      expect(engine.count('')).toBe(0);
      expect(engine.count('bread bread')).toBe(2 * engine.count('bread'));
    });

    test('cost() is positive, finite and never decreases with length', () => {
      const costs = ['', ...PLAIN.slice(0, 3), LONG].map((text) => subject.engine.cost({ text }));
      for (const cost of costs) expect(cost > 0 && Number.isFinite(cost)).toBe(true);
      expect(costs.at(-1)).toBe(Math.max(...costs));
      expect(costs[0]).toBe(Math.min(...costs));
    });

    for (const ability of abilities) if (ability in CALLS) testAbility(ability as TestedAbility, () => subject);
    testPrompts(abilities, () => subject);
    if (abilities.includes('embedTokens')) testQueries(() => subject);
    if (abilities.includes('embedTokens')) testSpans(() => subject);
  });
}

/** Tests engines that return the spans of tokens. */
function testSpans(subject: () => EngineSubject): void {
  test('spans() returns a span for each vector, in order and inside the text, and none for the title', async () => {
    const { engine } = subject();
    await fc.assert(
      fc.asyncProperty(passageLists, async (passages) => {
        const encoded = await engine.embedPassages!(passages);
        passages.forEach((passage, row) => {
          const spans = engine.spans!(passage);
          expect(spans).toHaveLength(encoded[row]!.vectors.rows);
          const known = spans.filter((span) => span !== undefined);
          const bounds = known.flatMap(({ start, end }) => [start, end]);
          expect(bounds.every((bound) => bound >= 0 && bound <= passage.text.length)).toBe(true);
          const starts = known.map(({ start }) => start);
          expect(starts).toEqual(starts.toSorted((a, b) => a - b));
        });
      }),
      { numRuns: 25 },
    );
    const titled = engine.spans!({ title: 'Bread', text: 'fresh' }).filter((span) => span !== undefined);
    expect(titled[0]).toMatchObject({ start: 0 });
    expect(titled.at(-1)).toMatchObject({ end: 5 });
  });
}

function testAbility(ability: TestedAbility, subject: () => EngineSubject): void {
  const ask = (passages: readonly PassageText[]) => CALLS[ability](subject().engine, passages);
  const plain = PLAIN.map((text) => ({ text }));

  describe(ability, () => {
    test('returns the same result for a row alone, in any batch and in any order', async () => {
      const shuffled = passageLists.chain((list) =>
        fc.tuple(
          fc.constant(list),
          fc.shuffledSubarray(
            list.map((_, index) => index),
            { minLength: 1 },
          ),
        ),
      );
      await fc.assert(
        fc.asyncProperty(shuffled, async ([list, order]) => {
          const together = await ask(list);
          const reordered = await ask(order.map((index) => list[index]!));
          for (const [i, index] of order.entries()) {
            expectSame(reordered[i]!, together[index]!, subject().tolerance);
            expectSame((await ask([list[index]!]))[0]!, together[index]!, subject().tolerance);
          }
        }),
        { numRuns: 25 },
      );
    });

    test('returns nothing for no passages, without a model call', async () => {
      const before = subject().engine.modelCalls;
      expect(await ask([])).toEqual([]);
      expect(subject().engine.modelCalls).toBe(before);
    });

    test('counts its model calls: at least one, at most one per row', async () => {
      const before = subject().engine.modelCalls;
      await ask(plain);
      const calls = subject().engine.modelCalls - before;
      expect(calls).toBeGreaterThanOrEqual(1);
      expect(calls).toBeLessThanOrEqual(plain.length);
    });

    test('reads a title on a line before the text', async () => {
      const [titled, joined] = await ask([{ title: 'Bread', text: 'fresh' }, { text: 'Bread\nfresh' }]);
      expectSame(titled!, joined!, subject().tolerance);
    });

    test('truncates a passage, reports the number of cut tokens, and reads nothing beyond', async () => {
      const [cut, longer, short] = await ask([{ text: LONG }, { text: `${LONG} broken clocks` }, { text: 'bread' }]);
      expect(cut!.truncatedTokens).toBeGreaterThan(0);
      const more = subject().engine.count(`${LONG} broken clocks`) - subject().engine.count(LONG);
      expect(longer!.truncatedTokens).toBe(cut!.truncatedTokens + more);
      expectSame({ ...longer!, truncatedTokens: 0 }, { ...cut!, truncatedTokens: 0 }, subject().tolerance);
      expect(short!.truncatedTokens).toBe(0);
    });

    test.each(BAD)('has a finite result for %s, and does not change the results of others', async (_, text) => {
      const [neighbour, bad, other] = await ask([plain[0]!, { text }, plain[1]!]);
      expect(bad!.numbers.every(Number.isFinite)).toBe(true);
      expect(bad!.truncatedTokens).toBeGreaterThanOrEqual(0);
      const [first, second] = await ask([plain[0]!, plain[1]!]);
      expectSame(neighbour!, first!, subject().tolerance);
      expectSame(other!, second!, subject().tolerance);
    });

    test('returns different results for different passages', async () => {
      const rows = await ask(plain);
      expect(new Set(rows.map((row) => row.numbers.join())).size).toBeGreaterThan(plain.length / 2);
    });

    if (ability === 'classify') {
      test('rejects a query that is too long, with limit and count', async () => {
        await expectTooLong(subject(), (query) => subject().engine.classify!(query, plain));
      });
    }
  });
}
