/** @file Against the peer at its best, on an isolated page: threads, a worker of its own, batches of like length. */
import { availableParallelism } from 'node:os';
import { launchBrowser } from '../browser';
import { AUTO, EXACT, peerAtItsBest } from '../contenders';
import { openAll, runRounds } from '../rounds';
import type { Outcome } from '../rounds';
import { serveBench } from '../server';
import type { World } from '../world';
import { LIST } from './compare';

export async function best(world: World): Promise<Outcome> {
  const server = await serveBench({ folders: world.folders, isolated: true });
  const { browser, close } = await launchBrowser();
  try {
    const contenders = [AUTO, EXACT, peerAtItsBest(availableParallelism())];
    const pages = await openAll(world, browser, server.url, contenders);
    return await runRounds(world, pages, { ...LIST, contenders, rounds: world.rounds });
  } finally {
    await close();
    await server.close();
  }
}
