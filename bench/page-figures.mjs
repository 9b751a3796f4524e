/**
 * @file `npm run bench`: figures of the built package in headless Chromium, as JSON on stdout.
 *
 * `--passages 200 --words 110 --repeats 5 --isolated`. Times are of this machine; compare ratios.
 */
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { root } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';

const { values } = parseArgs({
  options: {
    passages: { type: 'string', default: '200' },
    words: { type: 'string', default: '110' },
    repeats: { type: 'string', default: '5' },
    isolated: { type: 'boolean', default: false },
  },
});

await ensureBuilt();
const server = await serve(root, { isolated: values.isolated });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
try {
  const page = await browser.newPage();
  await page.goto(new URL('bench/page/index.html', server.url).href);
  await page.waitForFunction(() => 'figures' in globalThis);
  const options = { count: Number(values.passages), words: Number(values.words), repeats: Number(values.repeats) };
  const figures = await page.evaluate((given) => globalThis.figures(given), options);
  process.stdout.write(`${JSON.stringify({ chromium: browser.version(), ...figures }, null, 2)}\n`);
} finally {
  await browser.close();
  await server.close();
}
