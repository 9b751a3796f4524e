/** @file Against the peer at its best, on an isolated page: threads, a worker of its own, batches of like length. */
import { availableParallelism } from 'node:os';
import { withBrowser } from '../browser';
import { AUTO, EXACT, peerAtItsBest } from '../contenders';
import { openAll, runRounds } from '../rounds';
import type { Outcome } from '../rounds';
import { withServer } from '../server';
import type { World } from '../world';
import { LIST } from './compare';

export function best(world: World): Promise<Outcome> {
  const contenders = [AUTO, EXACT, peerAtItsBest(availableParallelism())];
  return withServer({ folders: world.folders, isolated: true }, ({ url }) =>
    withBrowser(async (browser) => {
      const pages = await openAll(world, browser, url, contenders);
      return runRounds(world, pages, { ...LIST, contenders, rounds: world.rounds });
    }),
  );
}
