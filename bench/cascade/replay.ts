/** @file Replays the cascade for one query, on logits computed before. Pure. */
import { Survivors } from '../../src/cascade/survivors';
import type { CascadeFit } from '../../src/models/card';

/** The logits of both models for one query's candidates, by index. */
export type BothLogits = { readonly firstPass: readonly number[]; readonly main: readonly number[] };

export type Replay = {
  /** The number of candidates that the main model scored. */
  readonly scored: number;
  /** The best `topN` of the candidates that it scored, and the best `topN` of all candidates, best first. */
  readonly found: readonly number[];
  readonly exact: readonly number[];
  /** The cascade's estimate of the probability that the two differ. */
  readonly chance: number;
};

/** @param step the number of candidates that are scored at a time, which is the number of workers in a pool */
export function replay(fit: CascadeFit, { firstPass, main }: BothLogits, topN: number, step = 2): Replay {
  const survivors = new Survivors(fit, topN, { candidates: firstPass.map((logit, index) => ({ index, logit })) });
  const scored: number[] = [];
  for (let ahead = survivors.ahead(); ahead.length > 0; ahead = survivors.ahead()) {
    for (const index of ahead.slice(0, step)) {
      survivors.take(index);
      survivors.learn(index, main[index]!);
      scored.push(index);
    }
  }
  const best = (indices: readonly number[]) => [...indices].sort((a, b) => main[b]! - main[a]! || a - b).slice(0, topN);
  return {
    scored: scored.length,
    found: best(scored),
    exact: best([...main.keys()]),
    chance: survivors.missProbability,
  };
}

/** Returns the share of `exact` that is in `found`. */
export function overlap({ found, exact }: Pick<Replay, 'found' | 'exact'>): number {
  return exact.filter((index) => found.includes(index)).length / Math.max(1, exact.length);
}
