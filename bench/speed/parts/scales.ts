/** @file Measures how times grow with the number and the length of passages, and the gain from a second core. */
import type { Browser } from 'playwright';
import { canPinCores, withBrowser } from '../browser';
import { AUTO, BATCHES, EXACT, FAST, PEER } from '../contenders';
import { openAll, runRounds } from '../rounds';
import type { Outcome } from '../rounds';
import { withServer } from '../server';
import type { PartContext } from '../part-context';

export type ScalePoint = {
  readonly count: number;
  readonly tokens: number;
  readonly cores?: 1;
  readonly outcome: Outcome;
};

const COUNTS = [10, 30, 100, 300, 1000];
const LENGTHS = [40, 160, 256];
/**
 * The number of passages above which a contender is skipped: one padded batch of 300 runs out of memory, and batches of
 * 8 take minutes.
 */
const MOST = new Map([
  [PEER, 100],
  [BATCHES, 300],
]);
const SLOW = { ms: 20_000, rounds: 1 };
const contenders = [AUTO, EXACT, FAST, PEER, BATCHES];

const SIZES = [
  ...COUNTS.map((count) => ({ count, tokens: 160 })),
  ...LENGTHS.filter((tokens) => tokens !== 160).map((tokens) => ({ count: 100, tokens })),
];

export function scales(context: PartContext): Promise<ScalePoint[]> {
  return withServer({ folders: context.folders }, async ({ url }) => {
    const points = await withBrowser(async (browser) => {
      const pages = await openAll(context, browser, url, contenders);
      const made: ScalePoint[] = [];
      for (const size of SIZES) {
        const some = contenders.filter((each) => size.count <= (MOST.get(each) ?? Infinity));
        const options = { ...size, contenders: some, rounds: context.rounds, slow: SLOW };
        made.push({ ...size, outcome: await runRounds(context, pages, options) });
      }
      return made;
    });
    return canPinCores() ? [...points, await onOneCore(context, url)] : points;
  });
}

async function onOneCore(context: PartContext, server: string): Promise<ScalePoint> {
  const size = { count: 100, tokens: 160 };
  const measure = async (browser: Browser) => {
    const pages = await openAll(context, browser, server, contenders);
    return runRounds(context, pages, { ...size, contenders, rounds: context.rounds, slow: SLOW });
  };
  return { ...size, cores: 1, outcome: await withBrowser(measure, '0') };
}
