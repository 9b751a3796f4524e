/** @file GFLOP a second on one thread: the encoder, one of its products, and the same product in onnxruntime-web. */
import { openContender, withBrowser } from '../browser';
import { withServer } from '../server';
import { spreads } from '../stats';
import type { Spread } from '../stats';
import type { World } from '../world';

const REPEATS = 40;

/** Isolated, for a finer clock. */
export function kernel(world: World): Promise<Record<string, Spread>> {
  return withServer({ folders: world.folders, isolated: true }, ({ url }) =>
    withBrowser(async (browser) => {
      const page = await openContender(browser, url, 'kernel');
      const { build } = await page.call<{ build: string }>('load', {});
      const runs: Record<string, number>[] = [];
      for (let round = 0; round < world.rounds; round++) {
        runs.push(await page.call('measure', { repeats: REPEATS }));
        world.log(`${build} kernel, GFLOP/s: ${JSON.stringify(runs.at(-1))}`);
      }
      return spreads(runs);
    }),
  );
}
