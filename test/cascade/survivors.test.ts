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

/** Draws the logits of both models for one query from the distributions of the fit. */
function drawLogits(count: number, seed: number) {
  const next = mulberry32(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  const shift = fit.shift * normal();
  const fast = Array.from({ length: count }, () => 0.4 + 0.1 * normal());
  const main = fast.map((logit) => fit.intercept + fit.slope * logit + shift + fit.residual * normal());
  return { main, candidates: fast.map((logit, index) => ({ index, logit })) };
}

/** Scores the next candidates, `step` at a time, until none is left. Returns their indices. */
function finish(survivors: Survivors, main: readonly number[], step = 2): number[] {
  const scored: number[] = [];
  for (let next = survivors.next(); next.length > 0; next = survivors.next()) {
    for (const index of next.slice(0, step)) {
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
  test('returns candidates best first, each once', () => {
    const { candidates, main } = drawLogits(60, 1);
    const survivors = new Survivors(fit, 10, { candidates });
    expect(survivors.next()).toEqual([...candidates].sort((a, b) => b.logit - a.logit).map(({ index }) => index));
    const scored = finish(survivors, main);
    expect(new Set(scored).size).toBe(scored.length);
    expect(survivors.skipped).toBe(60 - scored.length);
  });

  test('scores every candidate of a list that is no longer than the top N', () => {
    const { candidates, main } = drawLogits(10, 2);
    const survivors = new Survivors(fit, 10, { candidates });
    expect(finish(survivors, main)).toHaveLength(10);
    expect(survivors.missProbability).toBe(0);
    expect(survivors.settled).toBe(10);
  });

  test('scores fewer candidates if the first-pass model’s margins are larger', () => {
    const { candidates, main } = drawLogits(100, 3);
    const clear = candidates.map(({ index, logit }) => ({ index, logit: index < 10 ? logit + 2 : logit }));
    const clearMain = main.map((logit, index) => (index < 10 ? logit + 2 * fit.slope : logit));
    const close = finish(new Survivors(fit, 10, { candidates }), main).length;
    expect(finish(new Survivors(fit, 10, { candidates: clear }), clearMain)).toHaveLength(10);
    expect(close).toBeGreaterThan(10);
    expect(close).toBeLessThan(100);
  });

  test('misses no more than the target rate and estimates the miss probability, if the fit holds', () => {
    const queries = 300;
    let missed = 0;
    let differs = 0;
    let estimate = 0;
    for (let seed = 0; seed < queries; seed++) {
      const { candidates, main } = drawLogits(100, seed);
      const survivors = new Survivors(fit, 10, { candidates });
      const found = topOf(main, finish(survivors, main), 10);
      const exact = topOf(main, candidates.map(({ index }) => index), 10); // prettier-ignore
      const misses = exact.filter((index) => !found.includes(index)).length;
      missed += misses / queries;
      differs += (misses > 0 ? 1 : 0) / queries;
      estimate += survivors.missProbability / queries;
    }
    expect(missed).toBeLessThan(10 * TARGET_MISS_RATE);
    expect(Math.abs(differs - estimate)).toBeLessThan(0.06);
  });

  test('counts passages that the main model scored before', () => {
    const { candidates, main } = drawLogits(60, 4);
    const known = Array.from({ length: 10 }, (_, i) => ({ index: 100 + i, logit: 5 }));
    const survivors = new Survivors(fit, 10, { candidates, known });
    expect(finish(survivors, main)).toEqual([]);
    expect(survivors.missProbability).toBeLessThan(1e-6);
  });

  test('ranks a passage with a low first-pass logit first if its first-stage prior is high', () => {
    const { candidates, main } = drawLogits(60, 5);
    const [worst] = [...candidates].sort((a, b) => a.logit - b.logit);
    const lifted = candidates.map((each) => ({ ...each, prior: each === worst ? 20 : 0 }));
    expect(finish(new Survivors(fit, 10, { candidates: lifted }), main)[0]).toBe(worst!.index);
    expect(finish(new Survivors(fit, 10, { candidates }), main)).not.toContain(worst!.index);
  });

  test('settles no rank at the start and the whole top N at the end', () => {
    const property = fc.property(fc.integer(), fc.integer({ min: 1, max: 20 }), (seed, topN) => {
      const { candidates, main } = drawLogits(50, seed);
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
