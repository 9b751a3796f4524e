/** @file Compares all contenders over 100 passages of about 160 tokens, on a page without cross-origin isolation. */
import { withBrowser } from '../browser';
import { allContenders } from '../contenders';
import type { Contender } from '../contenders';
import { openAll, runRounds } from '../rounds';
import type { Outcome } from '../rounds';
import { withServer } from '../server';
import type { PartContext } from '../part-context';

export const LIST = { count: 100, tokens: 160 };
const SLOW = { ms: 20_000, rounds: 3 };

/** Contenders with a cache also run a second query; for the others it would cost as much as the first. */
export function compare(context: PartContext, contenders: readonly Contender[] = allContenders): Promise<Outcome> {
  return withServer({ folders: context.folders }, ({ url }) =>
    withBrowser(async (browser) => {
      const pages = await openAll(context, browser, url, contenders);
      return runRounds(context, pages, { ...LIST, contenders, rounds: context.rounds, second: true, slow: SLOW });
    }),
  );
}
