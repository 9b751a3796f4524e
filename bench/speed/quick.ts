/** @file The figures that count, in minutes: how often transformers.js's usual way (q8, one padded batch) fits into ours. */
import { AUTO, EXACT, PEER } from './contenders';
import { cold } from './parts/cold';
import { compare } from './parts/compare';
import { feel } from './parts/feel';
import type { World } from './world';

export type QuickFigures = {
  /** Theirs over ours. */
  readonly ratios: Readonly<Record<'settledTop10' | 'exactAll' | 'coldStart' | 'coldBytes' | 'secondQuery', number>>;
  readonly longestTaskMs: number;
  readonly abortMs: number;
  readonly firstRankingMs: number;
  readonly secondQueryMs: number;
};

export async function quickLook(world: World): Promise<QuickFigures> {
  const ranked = await compare(world, [AUTO, EXACT, PEER]);
  const started = await cold(world, [AUTO, PEER], false);
  const felt = await feel(world);
  const [auto, exact, peer] = [ranked[AUTO.id]!, ranked[EXACT.id]!, ranked[PEER.id]!];
  const over = (theirs: { median: number }, mine: { median: number }) => rounded(theirs.median / mine.median);
  return {
    ratios: {
      settledTop10: over(peer['top10Ms']!, auto['top10Ms']!),
      exactAll: over(peer['allMs']!, exact['allMs']!),
      coldStart: over(started[PEER.id]!['coldMs']!, started[AUTO.id]!['coldMs']!),
      coldBytes: over(started[PEER.id]!['lineBytes']!, started[AUTO.id]!['lineBytes']!),
      secondQuery: over(peer['allMs']!, auto['secondMs']!),
    },
    longestTaskMs: rounded(Math.max(auto['longestTaskMs']!.high, felt['longestTaskWhileScrollingMs']!.high)),
    abortMs: rounded(felt['abortMs']!.median),
    firstRankingMs: rounded(auto['firstMs']!.median),
    secondQueryMs: rounded(auto['secondMs']!.median),
  };
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
