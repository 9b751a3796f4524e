/** @file How times grow with the number of passages and their length, and what a second core gives. */
import type { Browser } from 'playwright';
import { canHoldCores, launchBrowser } from '../browser';
import { AUTO, BATCHES, EXACT, FAST, PEER } from '../contenders';
import type { Contender } from '../contenders';
import { openAll, runRounds } from '../rounds';
import type { Outcome } from '../rounds';
import { serveBench } from '../server';
import type { World } from '../world';

export type ScalePoint = { readonly count: number; readonly tokens: number; readonly cores?: 1; readonly outcome: Outcome };

const COUNTS = [10, 30, 100, 300, 1000];
const LENGTHS = [40, 160, 256];
/** Beyond it one padded batch takes gigabytes. */
const MOST_IN_ONE_BATCH = 300;
const SLOW_MS = 20_000;
const contenders = [AUTO, EXACT, FAST, PEER, BATCHES];

export async function scales(world: World): Promise<ScalePoint[]> {
  const server = await serveBench({ folders: world.folders });
  try {
    const points = await withBrowser(undefined, async (browser) => {
      const pages = await openAll(world, browser, server.url, contenders);
      const sizes = [
        ...COUNTS.map((count) => ({ count, tokens: 160 })),
        ...LENGTHS.filter((tokens) => tokens !== 160).map((tokens) => ({ count: 100, tokens })),
      ];
      const made: ScalePoint[] = [];
      for (const size of sizes) {
        const some = contenders.filter((each) => each !== PEER || size.count <= MOST_IN_ONE_BATCH);
        const options = { ...size, contenders: some, rounds: world.rounds, slowMs: SLOW_MS };
        made.push({ ...size, outcome: await runRounds(world, pages, options) });
      }
      return made;
    });
    return canHoldCores() ? [...points, await onOneCore(world, server.url)] : points;
  } finally {
    await server.close();
  }
}

async function onOneCore(world: World, server: string): Promise<ScalePoint> {
  const size = { count: 100, tokens: 160 };
  const some: Contender[] = [AUTO, EXACT, FAST, PEER];
  const outcome = await withBrowser('0', async (browser) => {
    const pages = await openAll(world, browser, server, some);
    return runRounds(world, pages, { ...size, contenders: some, rounds: world.rounds, slowMs: SLOW_MS });
  });
  return { ...size, cores: 1, outcome };
}

async function withBrowser<T>(cores: string | undefined, work: (browser: Browser) => Promise<T>): Promise<T> {
  const { browser, close } = await launchBrowser(cores);
  try {
    return await work(browser);
  } finally {
    await close();
  }
}
