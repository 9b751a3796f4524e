/** @file The key figures, measured in minutes: the speedup over transformers.js with q8 and one padded batch. */
import { AUTO, EXACT, PEER } from './contenders';
import { cold } from './parts/cold';
import { compare } from './parts/compare';
import { feel } from './parts/feel';
import type { PartContext } from './part-context';

export type QuickFigures = {
  /** The figures of transformers.js divided by those of rankside. */
  readonly ratios: Readonly<Record<'settledTop10' | 'exactAll' | 'coldStart' | 'coldBytes' | 'secondQuery', number>>;
  readonly longestTaskMs: number;
  readonly abortMs: number;
  readonly firstRankingMs: number;
  readonly secondQueryMs: number;
};

export async function quickLook(context: PartContext): Promise<QuickFigures> {
  const ranked = await compare(context, [AUTO, EXACT, PEER]);
  const started = await cold(context, [AUTO, PEER], false);
  const felt = await feel(context);
  const [auto, exact, peer] = [ranked[AUTO.id]!, ranked[EXACT.id]!, ranked[PEER.id]!];
  const over = (peer: { median: number }, own: { median: number }) => round(peer.median / own.median);
  return {
    ratios: {
      settledTop10: over(peer['top10Ms']!, auto['top10Ms']!),
      exactAll: over(peer['allMs']!, exact['allMs']!),
      coldStart: over(started[PEER.id]!['coldMs']!, started[AUTO.id]!['coldMs']!),
      coldBytes: over(started[PEER.id]!['lineBytes']!, started[AUTO.id]!['lineBytes']!),
      secondQuery: over(peer['allMs']!, auto['secondMs']!),
    },
    longestTaskMs: round(Math.max(auto['longestTaskMs']!.high, felt['longestTaskWhileScrollingMs']!.high)),
    abortMs: round(felt['abortMs']!.median),
    firstRankingMs: round(auto['firstMs']!.median),
    secondQueryMs: round(auto['secondMs']!.median),
  };
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
