import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { EXPECTED_MISSES, Survivors } from '../../src/cascade/survivors';

type Case = {
  readonly name: string;
  readonly fit: { slope: number; intercept: number; residual: number; shift: number };
  readonly firstPass: readonly number[];
  readonly main: readonly number[];
  readonly scored: readonly number[];
  readonly missProbability: number;
};
type Vectors = {
  readonly top: number;
  readonly step: number;
  readonly limit: number;
  readonly cases: readonly Case[];
};

/** Written by the rule that the fit was judged with, training/rankside_training/calibrate/cascade_rule.py. */
const vectors = JSON.parse(
  readFileSync(new URL('../../training/tests/cascade_vectors.json', import.meta.url), 'utf8'),
) as Vectors;

/** Scores what is ahead, `step` passages at a time, as the training's replay does. */
function finish(survivors: Survivors, main: readonly number[]): number[] {
  const scored: number[] = [];
  for (let ahead = survivors.ahead(); ahead.length > 0; ahead = survivors.ahead()) {
    for (const index of ahead.slice(0, vectors.step)) {
      survivors.take(index);
      survivors.learn(index, main[index]!);
      scored.push(index);
    }
  }
  return scored;
}

describe('Survivors and the rule in training', () => {
  test('miss as many of the top in expectation', () => {
    expect(EXPECTED_MISSES * vectors.top).toBeCloseTo(vectors.limit, 12);
  });

  test.each(vectors.cases)('score the same passages in the same order: $name', (each) => {
    const candidates = each.firstPass.map((logit, index) => ({ index, logit }));
    const fit = { from: 'fast', weights: '', fittedOn: 'nothing', ...each.fit };
    const survivors = new Survivors(fit, vectors.top, { candidates });
    expect(finish(survivors, each.main)).toEqual(each.scored);
    expect(survivors.skipped).toBe(each.main.length - each.scored.length);
    expect(survivors.missProbability).toBeCloseTo(each.missProbability, 5);
  });
});
