/** @file Everyone over 100 passages of about 160 tokens, on a page that is not isolated. */
import { withBrowser } from '../browser';
import { everyone } from '../contenders';
import type { Contender } from '../contenders';
import { openAll, runRounds } from '../rounds';
import type { Outcome } from '../rounds';
import { withServer } from '../server';
import type { World } from '../world';

export const LIST = { count: 100, tokens: 160 };
const SLOW = { ms: 20_000, rounds: 3 };

/** A second query where a contender keeps what it knows of a passage; for the others it is as the first. */
export function compare(world: World, contenders: readonly Contender[] = everyone): Promise<Outcome> {
  return withServer({ folders: world.folders }, ({ url }) =>
    withBrowser(async (browser) => {
      const pages = await openAll(world, browser, url, contenders);
      return runRounds(world, pages, { ...LIST, contenders, rounds: world.rounds, second: true, slow: SLOW });
    }),
  );
}
