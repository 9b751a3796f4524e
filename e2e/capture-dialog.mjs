/**
 * @file `node e2e/capture-dialog.mjs` makes `docs/rank-search.webp`: the dialog of `<rank-search>` over the pages of
 * `e2e/site-page`, wide in light colours and 320 pixels wide in dark ones.
 */
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright';
import sharp from 'sharp';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { dist, root } from '../scripts/paths.mjs';
import { runNode } from '../scripts/run-node.mjs';
import { serve } from '../scripts/serve.mjs';

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
  const image = await joined(pictures);
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

/** Puts the pictures beside each other, on a transparent ground. */
async function joined(pictures) {
  const sizes = await Promise.all(pictures.map((picture) => sharp(picture).metadata()));
  const lefts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, { width }) => sum + width + GAP, 0));
  const [width, height] = [lefts.at(-1) + sizes.at(-1).width, Math.max(...sizes.map((size) => size.height))];
  return sharp({ create: { width, height, channels: 4, background: '#0000' } })
    .composite(pictures.map((input, i) => ({ input, left: lefts[i], top: 0 })))
    .webp({ quality: 88 })
    .toBuffer();
}
