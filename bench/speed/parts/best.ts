/**
 * @file Compares with transformers.js at its best, on an isolated page: with threads, a worker, and batches of similar
 * length.
 */
import { availableParallelism } from 'node:os';
import { withBrowser } from '../browser';
import { AUTO, EXACT, peerAtItsBest } from '../contenders';
import { openAll, runRounds } from '../rounds';
import type { Outcome } from '../rounds';
import { withServer } from '../server';
import type { PartContext } from '../part-context';
import { LIST } from './compare';

export function best(context: PartContext): Promise<Outcome> {
  const contenders = [AUTO, EXACT, peerAtItsBest(availableParallelism())];
  return withServer({ folders: context.folders, isolated: true }, ({ url }) =>
    withBrowser(async (browser) => {
      const pages = await openAll(context, browser, url, contenders);
      return runRounds(context, pages, { ...LIST, contenders, rounds: context.rounds });
    }),
  );
}
