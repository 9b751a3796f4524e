import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { resolveMethod } from '../../../src/methods/registry';
import type { GoldenQuery, Variant } from '../../../src/models/card';
import { candidateKey } from '../../../src/util/candidate-key';
import { checkGolden, selfTest } from '../../../src/host/engines/self-test';
import { createTiny, tinyCard, wasmVariants } from '../../contracts/tiny-models';
import type { TinyName } from '../../contracts/tiny-models';
import { cardOf, variantOf } from '../../engine/cards';

const tiny = (['tiny-late', 'tiny-cross', 'tiny-qwen', 'tiny-llama'] as const).flatMap((name) =>
  wasmVariants(name).flatMap((variant) => {
    const depths = name === 'tiny-late' ? [1, 2] : [undefined];
    return depths.map((depth) => [name, candidateKey(variant), depth, variant] as const);
  }),
);

describe('selfTest()', () => {
  test.each<readonly [TinyName, string, number | undefined, Variant]>(tiny)(
    'finds the golden logits of %s on %s to depth %s within tolerance',
    async (name, _, depth, variant) => {
      const { engine, card } = await createTiny(name, variant, depth);
      const { pairs, maxError, tolerance } = await selfTest(engine, card, resolveMethod('auto', card), variant);
      expect(pairs).toBe(card.golden.flatMap((golden) => golden.passages).length);
      expect(tolerance).toBe(variant.tolerance);
      expect(maxError).toBeLessThanOrEqual(tolerance);
      await engine.dispose();
    },
  );

  test('finds fp32 far nearer to the reference than the tolerance', async () => {
    const { engine, card, variant } = await createTiny('tiny-cross');
    expect((await selfTest(engine, card, resolveMethod('auto', card), variant)).maxError).toBeLessThan(1e-4);
    await engine.dispose();
  });

  test.each(wasmVariants('tiny-late').map((variant) => [candidateKey(variant), variant] as const))(
    'refuses the scores of another depth on %s',
    async (_, variant) => {
      const shallow = await createTiny('tiny-late', variant, 1);
      const card = tinyCard('tiny-late');
      const run = selfTest(shallow.engine, card, resolveMethod('auto', card), variant);
      await expect(run).rejects.toThrow(/^The self-test scores are/);
      await shallow.engine.dispose();
    },
  );

  test('refuses an engine that gives other scores', async () => {
    const { card } = await createTiny('tiny-late');
    const run = selfTest(new FakeEngine(), card, resolveMethod('auto', card), variantOf('wasm/fp32'));
    await expect(run).rejects.toThrow(/^The self-test scores are/);
  });

  test('asks plain sense of a model without golden pairs', async () => {
    const method = resolveMethod('auto', cardOf());
    const tested = await selfTest(new FakeEngine(), cardOf(), method, variantOf('wasm/fp32'));
    expect(tested).toMatchObject({ pairs: 3, tolerance: Infinity });
    const constant = { ...method, run: () => allAt(1) };
    await expect(selfTest(new FakeEngine(), cardOf(), constant, variantOf('wasm/fp32'))).rejects.toThrow(
      /are not distinct/,
    );
    const reversed = { ...method, run: () => allAt(-1) };
    await expect(selfTest(new FakeEngine(), cardOf(), reversed, variantOf('wasm/fp32'))).rejects.toThrow(
      /are not plausible/,
    );
  });
});

/** Of three rows: the same for all, or worse the better they are. */
async function* allAt(sign: 1 | -1) {
  yield await Promise.resolve([0, 1, 2].map((index) => ({ index, logit: sign === 1 ? 1 : index, truncatedTokens: 0 })));
}

describe('checkGolden()', () => {
  const tolerance = 0.05;
  const golden = (...logits: number[]): GoldenQuery => ({
    query: 'q',
    passages: logits.map((logit) => ({ text: `${logit}`, logits: [NaN, logit] })), // the last counts
  });
  const check = (logits: number[], expected = [0.9, 0.5, 0.1]) => checkGolden(golden(...expected), logits, tolerance);

  test('gives the largest distance from the reference', () => {
    expect(check([0.9, 0.48, 0.11])).toBeCloseTo(0.02, 12);
    expect(check([0.9, 0.5, 0.1])).toBe(0);
  });

  test.each([
    ['NaN', [0.9, NaN, 0.1], 'are not finite'],
    ['infinite', [0.9, 0.5, -Infinity], 'are not finite'],
    ['all equal', [0.5, 0.5, 0.5], 'are not distinct'],
    ['equal in part', [0.9, 0.1, 0.1], 'are not distinct'],
    ['shuffled', [0.5, 0.9, 0.1], 'are not in the reference order'],
    ['reversed', [0.1, 0.5, 0.9], 'are not in the reference order'],
    ['off by more than the tolerance', [0.96, 0.5, 0.1], 'are 0.0600 off (tolerance 0.05)'],
    ['shifted together', [1.9, 1.5, 1.1], 'are 1.0000 off (tolerance 0.05)'],
  ])('refuses scores that are %s, and shows them', (_, logits, complaint) => {
    expect(() => check(logits)).toThrow(
      new RegExp(`^The self-test scores ${complaint.replace(/[().]/g, '\\$&')} for "q": expected \\[0\\.9000`),
    );
  });

  test('lets pairs nearer to each other than twice the tolerance change places', () => {
    expect(check([0.545, 0.548], [0.58, 0.51])).toBeCloseTo(0.038, 12);
  });

  test('lets references that are equal be equal', () => {
    expect(check([0.5, 0.5], [0.5, 0.5])).toBe(0);
  });
});
