/**
 * @file Compares a cross-encoder of MiniLM-L6's shape from a folder of the hub's layout, on the kernel, with
 * transformers.js over the same int8 file, the usual way and at its best, in one run on an isolated page.
 */
import { availableParallelism } from 'node:os';
import { withBrowser } from '../browser';
import { PEER, peerAtItsBest, RELEASED } from '../contenders';
import { openAll, runRounds } from '../rounds';
import type { Outcome } from '../rounds';
import { withServer } from '../server';
import type { PartContext } from '../part-context';
import { LIST } from './compare';

export function released(context: PartContext): Promise<Outcome> {
  const contenders = [RELEASED, PEER, peerAtItsBest(availableParallelism())];
  return withServer({ folders: context.folders, isolated: true }, ({ url }) =>
    withBrowser(async (browser) => {
      const pages = await openAll(context, browser, url, contenders);
      return runRounds(context, pages, { ...LIST, contenders, rounds: context.rounds });
    }),
  );
}
