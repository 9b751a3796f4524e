/**
 * @file Measures GFLOP per second on one thread: the encoder, one of its products, and the same product in
 * onnxruntime-web.
 */
import { openContender, withBrowser } from '../browser';
import { withServer } from '../server';
import { spreads } from '../stats';
import type { Spread } from '../stats';
import type { PartContext } from '../part-context';

const REPEATS = 40;

/** The page is isolated, which gives a more precise clock. */
export function kernel(context: PartContext): Promise<Record<string, Spread>> {
  return withServer({ folders: context.folders, isolated: true }, ({ url }) =>
    withBrowser(async (browser) => {
      const page = await openContender(browser, url, 'kernel');
      const { build } = await page.call<{ build: string }>('load', {});
      const runs: Record<string, number>[] = [];
      for (let round = 0; round < context.rounds; round++) {
        runs.push(await page.call('measure', { repeats: REPEATS }));
        context.log(`${build} kernel, GFLOP/s: ${JSON.stringify(runs.at(-1))}`);
      }
      return spreads(runs);
    }),
  );
}
