/** @file How times grow with the number of passages and their length, and what a second core gives. */
import type { Browser } from 'playwright';
import { canHoldCores, withBrowser } from '../browser';
import { AUTO, BATCHES, EXACT, FAST, PEER } from '../contenders';
import { openAll, runRounds } from '../rounds';
import type { Outcome } from '../rounds';
import { withServer } from '../server';
import type { World } from '../world';

export type ScalePoint = {
  readonly count: number;
  readonly tokens: number;
  readonly cores?: 1;
  readonly outcome: Outcome;
};

const COUNTS = [10, 30, 100, 300, 1000];
const LENGTHS = [40, 160, 256];
/** Passages beyond which a peer is left out: one padded batch of 300 runs out of memory, batches of 8 take minutes. */
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

export function scales(world: World): Promise<ScalePoint[]> {
  return withServer({ folders: world.folders }, async ({ url }) => {
    const points = await withBrowser(async (browser) => {
      const pages = await openAll(world, browser, url, contenders);
      const made: ScalePoint[] = [];
      for (const size of SIZES) {
        const some = contenders.filter((each) => size.count <= (MOST.get(each) ?? Infinity));
        const options = { ...size, contenders: some, rounds: world.rounds, slow: SLOW };
        made.push({ ...size, outcome: await runRounds(world, pages, options) });
      }
      return made;
    });
    return canHoldCores() ? [...points, await onOneCore(world, url)] : points;
  });
}

async function onOneCore(world: World, server: string): Promise<ScalePoint> {
  const size = { count: 100, tokens: 160 };
  const measure = async (browser: Browser) => {
    const pages = await openAll(world, browser, server, contenders);
    return runRounds(world, pages, { ...size, contenders, rounds: world.rounds, slow: SLOW });
  };
  return { ...size, cores: 1, outcome: await withBrowser(measure, '0') };
}
