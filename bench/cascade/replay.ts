/** @file One query through a cascade, on logits that are known already. Pure. */
import { Survivors } from '../../src/cascade/survivors';
import type { CascadeFit } from '../../src/models/card';

/** Both models' logits of one query's candidates, by place. */
export type Judged = { readonly scout: readonly number[]; readonly main: readonly number[] };

export type Replay = {
  /** Candidates that the main model scored. */
  readonly scored: number;
  /** The first `topN` by what it scored, best first, and those by all of its logits. */
  readonly found: readonly number[];
  readonly exact: readonly number[];
  /** What the cascade says of the chance that the two differ. */
  readonly chance: number;
};

/** @param step candidates that are on their way at a time: the workers of a pool */
export function replay(fit: CascadeFit, { scout, main }: Judged, topN: number, step = 2): Replay {
  const survivors = new Survivors(fit, topN, { candidates: scout.map((logit, index) => ({ index, logit })) });
  const scored: number[] = [];
  for (let ahead = survivors.next(); ahead.length > 0; ahead = survivors.next()) {
    for (const index of ahead.slice(0, step)) {
      survivors.markQueued(index);
      survivors.addMainLogit(index, main[index]!);
      scored.push(index);
    }
  }
  const best = (rows: readonly number[]) => [...rows].sort((a, b) => main[b]! - main[a]! || a - b).slice(0, topN);
  return {
    scored: scored.length,
    found: best(scored),
    exact: best([...main.keys()]),
    chance: survivors.missProbability,
  };
}

/** Share of `exact` that was found. */
export function overlap({ found, exact }: Pick<Replay, 'found' | 'exact'>): number {
  return exact.filter((index) => found.includes(index)).length / Math.max(1, exact.length);
}
