import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TARGET_MISS_RATE, Survivors } from '../../src/cascade/survivors';
import { mulberry32 } from '../../src/eval/mulberry32';
import type { CascadeFit } from '../../src/models/card';

const fit: CascadeFit = {
  from: 'scout',
  weights: '',
  slope: 0.9,
  intercept: 0.05,
  residual: 0.05,
  shift: 0.03,
  fittedOn: 'nothing',
};

/** Scout's and main model's logits of one query, as the fit says they are. */
function drawn(count: number, seed: number) {
  const next = mulberry32(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const shift = fit.shift * normal();
  const scout = Array.from({ length: count }, () => 0.4 + 0.1 * normal());
  const main = scout.map((logit) => fit.intercept + fit.slope * logit + shift + fit.residual * normal());
  return { main, candidates: scout.map((logit, index) => ({ index, logit })) };
}

/** Scores what is ahead, `step` at a time, until nothing is. */
function finish(survivors: Survivors, main: readonly number[], step = 2): number[] {
  const scored: number[] = [];
  for (let some = survivors.next(); some.length > 0; some = survivors.next()) {
    for (const index of some.slice(0, step)) {
      survivors.markQueued(index);
      survivors.addMainLogit(index, main[index]!);
      scored.push(index);
    }
  }
  return scored;
}

const topOf = (logits: readonly number[], among: readonly number[], count: number) =>
  [...among].sort((a, b) => logits[b]! - logits[a]! || a - b).slice(0, count);

describe('Survivors', () => {
  test('goes best first and never twice', () => {
    const { candidates, main } = drawn(60, 1);
    const survivors = new Survivors(fit, 10, { candidates });
    expect(survivors.next()).toEqual([...candidates].sort((a, b) => b.logit - a.logit).map(({ index }) => index));
    const scored = finish(survivors, main);
    expect(new Set(scored).size).toBe(scored.length);
    expect(survivors.skipped).toBe(60 - scored.length);
  });

  test('leaves none out of a list that is no longer than the top', () => {
    const { candidates, main } = drawn(10, 2);
    const survivors = new Survivors(fit, 10, { candidates });
    expect(finish(survivors, main)).toHaveLength(10);
    expect(survivors.missProbability).toBe(0);
    expect(survivors.settled).toBe(10);
  });

  test('scores fewer the clearer the first-pass model’s margins are', () => {
    const { candidates, main } = drawn(100, 3);
    const clear = candidates.map(({ index, logit }) => ({ index, logit: index < 10 ? logit + 2 : logit }));
    const clearMain = main.map((logit, index) => (index < 10 ? logit + 2 * fit.slope : logit));
    const close = finish(new Survivors(fit, 10, { candidates }), main).length;
    expect(finish(new Survivors(fit, 10, { candidates: clear }), clearMain)).toHaveLength(10);
    expect(close).toBeGreaterThan(10);
    expect(close).toBeLessThan(100);
  });

  test('misses as many as it says, and differs as often as it says, where the fit holds', () => {
    const queries = 300;
    let missed = 0;
    let differs = 0;
    let estimate = 0;
    for (let seed = 0; seed < queries; seed++) {
      const { candidates, main } = drawn(100, seed);
      const survivors = new Survivors(fit, 10, { candidates });
      const found = topOf(main, finish(survivors, main), 10);
      const exact = topOf(main, candidates.map(({ index }) => index), 10); // prettier-ignore
      const lost = exact.filter((index) => !found.includes(index)).length;
      missed += lost / queries;
      differs += (lost > 0 ? 1 : 0) / queries;
      estimate += survivors.missProbability / queries;
    }
    expect(missed).toBeLessThan(10 * TARGET_MISS_RATE);
    expect(Math.abs(differs - estimate)).toBeLessThan(0.06);
  });

  test('counts what the main model had scored before, and asks less for it', () => {
    const { candidates, main } = drawn(60, 4);
    const known = Array.from({ length: 10 }, (_, at) => ({ index: 100 + at, logit: 5 }));
    const survivors = new Survivors(fit, 10, { candidates, known });
    expect(finish(survivors, main)).toEqual([]);
    expect(survivors.missProbability).toBeLessThan(1e-6);
  });

  test('lets the first stage lift a passage that the first-pass model thinks little of', () => {
    const { candidates, main } = drawn(60, 5);
    const [worst] = [...candidates].sort((a, b) => a.logit - b.logit);
    const lifted = candidates.map((each) => ({ ...each, prior: each === worst ? 20 : 0 }));
    expect(finish(new Survivors(fit, 10, { candidates: lifted }), main)[0]).toBe(worst!.index);
    expect(finish(new Survivors(fit, 10, { candidates }), main)).not.toContain(worst!.index);
  });

  test('settles nothing before it starts, and the whole top when it is done', () => {
    const property = fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, topN) => {
      const { candidates, main } = drawn(50, seed);
      const survivors = new Survivors(fit, topN, { candidates });
      expect(survivors.settled).toBe(0);
      finish(survivors, main);
      expect(survivors.settled).toBe(topN);
      for (const { index } of candidates) survivors.addMainLogit(index, main[index]!);
      expect(survivors.settled).toBe(topN);
      expect(survivors.missProbability).toBe(0);
    });
    fc.assert(property, { numRuns: 30 });
  });
});
