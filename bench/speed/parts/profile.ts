/** @file Measures the time of a passage by step of the encoder, on one thread. */
import { openContender, withBrowser } from '../browser';
import { withServer } from '../server';
import { spreads } from '../stats';
import type { Spread } from '../stats';
import type { PartContext } from '../part-context';

const MODELS = ['base', 'fast'];
const OPTIONS = { repeats: 40, tokens: 164 };

/** Returns times by model and step. The page is isolated, which gives a more precise clock. */
export function profile(context: PartContext): Promise<Record<string, Record<string, Spread>>> {
  return withServer({ folders: context.folders, isolated: true }, ({ url }) =>
    withBrowser(async (browser) => {
      const page = await openContender(browser, url, 'kernel');
      const made: Record<string, Record<string, Spread>> = {};
      for (const model of MODELS) {
        made[model] = spreads(await page.call<Record<string, number>[]>('profile', { model, ...OPTIONS }));
        context.log(`${model}: ${JSON.stringify(made[model])}`);
      }
      return made;
    }),
  );
}
