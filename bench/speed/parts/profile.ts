/** @file What a passage costs the encoder, step by step, on one thread. */
import { openContender, withBrowser } from '../browser';
import { withServer } from '../server';
import { spreads } from '../stats';
import type { Spread } from '../stats';
import type { World } from '../world';

const MODELS = ['base', 'fast'];
const OPTIONS = { repeats: 40, tokens: 164 };

/** By model, then by step. Isolated, for a finer clock. */
export function profile(world: World): Promise<Record<string, Record<string, Spread>>> {
  return withServer({ folders: world.folders, isolated: true }, ({ url }) =>
    withBrowser(async (browser) => {
      const page = await openContender(browser, url, 'kernel');
      const made: Record<string, Record<string, Spread>> = {};
      for (const model of MODELS) {
        made[model] = spreads(await page.call<Record<string, number>[]>('profile', { model, ...OPTIONS }));
        world.log(`${model}: ${JSON.stringify(made[model])}`);
      }
      return made;
    }),
  );
}
