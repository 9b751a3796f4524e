/** @file Everyone over 100 passages of about 160 tokens, on a page that is not isolated. */
import { withBrowser } from '../browser';
import { everyone, PEER } from '../contenders';
import type { Contender } from '../contenders';
import { openAll, runRounds } from '../rounds';
import type { Outcome } from '../rounds';
import { withServer } from '../server';
import type { World } from '../world';

export const LIST = { count: 100, tokens: 160 };
const SLOW = { ms: 20_000, rounds: 3 };

/**
 * A second query tells those apart that keep what they know of a passage; for one of the others it is measured all the same, in the first
 * `peerSeconds` rounds.
 */
export function compare(
  world: World,
  contenders: readonly Contender[] = everyone,
  peerSeconds = Infinity,
): Promise<Outcome> {
  const second = (contender: Contender, round: number) =>
    contender.keeps === true || (contender === PEER && round < peerSeconds);
  return withServer({ folders: world.folders }, ({ url }) =>
    withBrowser(async (browser) => {
      const pages = await openAll(world, browser, url, contenders);
      return runRounds(world, pages, { ...LIST, contenders, rounds: world.rounds, second, slow: SLOW });
    }),
  );
}
