import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FakeEngine } from '../../../src/test/fake-engine';
import { lateInteraction } from '../../../src/methods/bi-encoder/late-interaction';
import { lateInteractionPruned } from '../../../src/methods/bi-encoder/late-interaction-pruned';
import { logitsOf, runAll, taskOf } from '../../contracts/tasks';
import { cardOf } from '../../engine/cards';
import { testMethod } from '../../contracts/test-method';

testMethod('late-interaction-pruned');

describe('late-interaction-pruned', () => {
  const words = 'rye bread keeps fresh in a paper bag while the clock behind old station turns'.split(' ');
  const passages = fc.array(
    fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 12 }).map((some) => ({ text: some.join(' ') })),
    { minLength: 1, maxLength: 40 },
  );

  test('has the best k scores of late-interaction', async () => {
    await fc.assert(
      fc.asyncProperty(passages, fc.integer({ min: 1, max: 5 }), async (list, top) => {
        const task = () => taskOf(cardOf(), list, { query: 'fresh rye bread', top });
        const exact = logitsOf(await runAll(lateInteraction, task(), new FakeEngine()));
        const pruned = logitsOf(await runAll(lateInteractionPruned, task(), new FakeEngine()));
        const best = [...exact.values()].sort((a, b) => b - a).slice(0, top);
        const kept = [...pruned.values()].sort((a, b) => b - a).slice(0, top);
        kept.forEach((score, i) => expect(score).toBeCloseTo(best[i]!, 6));
      }),
      { numRuns: 40 },
    );
  });

  test('drops passages early', async () => {
    const list = [{ text: 'fresh rye bread' }, ...Array.from({ length: 20 }, (_, i) => ({ text: `clock ${i}` }))];
    const task = () => taskOf(cardOf(), list, { query: 'fresh rye bread', top: 1 });
    const exact = logitsOf(await runAll(lateInteraction, task(), new FakeEngine()));
    const pruned = logitsOf(await runAll(lateInteractionPruned, task(), new FakeEngine()));
    const dropped = [...pruned].filter(([index, logit]) => logit > exact.get(index)! + 1e-9);
    expect(dropped.length).toBeGreaterThan(10);
  });
});
