/**
 * @file `node e2e/capture-dialog.mjs` makes `docs/rank-search.webp`: the dialog of `<rank-search>` over the pages of
 * `e2e/site-page`, wide in light colours and 320 pixels wide in dark ones.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { dist, root } from '../scripts/paths.mjs';
import { runNode } from '../scripts/run-node.mjs';
import { serve } from '../scripts/serve.mjs';
import { joined } from './join-pictures.mjs';

const QUESTION = 'what do I pay for a place for my boat';
const LOOKS = [
  { width: 720, colorScheme: 'light' },
  { width: 320, colorScheme: 'dark' },
];
/** Image pixels for one of the page. */
const SCALE = 1.5;
const GAP = 24 * SCALE;
const MOST_BYTES = 120_000;

await ensureBuilt();
const folder = await mkdtemp(join(tmpdir(), 'rankside-dialog-'));
await cp(join(root, 'e2e/site-page'), folder, { recursive: true });
await runNode([join(dist, 'cli.js'), 'index', folder, '-o', join(folder, 'search')]);
await runNode([join(dist, 'cli.js'), 'copy', '--models', 'fast', join(folder, 'rankside')]);
const server = await serve(folder);
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
try {
  const pictures = [];
  for (const look of LOOKS) pictures.push(await photograph(look));
  const image = await joined(pictures, GAP);
  if (image.length > MOST_BYTES) throw new Error(`Expected at most ${MOST_BYTES} bytes, got ${image.length}`);
  await writeFile(join(root, 'docs/rank-search.webp'), image);
  process.stdout.write(`docs/rank-search.webp: ${image.length} bytes\n`);
} finally {
  await Promise.all([browser.close(), server.close()]);
  await rm(folder, { recursive: true, force: true });
}

async function photograph({ width, colorScheme }) {
  const page = await browser.newPage({ viewport: { width, height: 592 }, colorScheme, deviceScaleFactor: SCALE });
  await page.goto(server.url);
  const search = page.locator('rank-search');
  await search.evaluate((element, scheme) => {
    element.style.colorScheme = scheme;
    element.style.setProperty('--rank-search-font', '16px/1.5 system-ui, sans-serif');
    element.style.setProperty('--rank-search-radius', '0');
    element.open();
  }, colorScheme);
  await search.getByRole('combobox').fill(QUESTION);
  await search
    .getByRole('status')
    .filter({ hasText: /results/ })
    .waitFor({ timeout: 60_000 });
  const picture = await search.locator('dialog').screenshot();
  await page.close();
  return picture;
}
