/**
 * @file `npm run capture` records the demo as an animated image, `docs/demo.webp`. Each frame is shown for the time it
 * was on screen; nothing is slowed down or sped up, so a busy machine makes a slow recording.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { chromium } from 'playwright';
import sharp from 'sharp';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { demoDist, root } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';

/** Wide enough to show the document beside the results. */
const SIZE = { width: 1200, height: 720 };
/** The width of the image. */
const IMAGE_WIDTH = 1000;
/** A frame that follows sooner replaces the one before. */
const SHORTEST_MS = 60;
/** The time between keystrokes of a person who types well. */
const STROKE_MS = 75;
const MOST_BYTES = 1.5e6;

await ensureBuilt({ demo: true });
const { url, close } = await serve(demoDist);
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
try {
  const page = await browser.newPage({ viewport: SIZE, colorScheme: 'light' });
  page.setDefaultTimeout(180_000);
  await page.goto(url);
  await page.locator('#vectors', { hasText: 'are ready' }).waitFor({ state: 'attached' });
  await showPointer(page);
  const frames = await filmed(page, () => play(page));
  const picture = await encode(frames);
  if (picture.length > MOST_BYTES) throw new Error(`Expected at most ${MOST_BYTES} bytes, got ${picture.length}`);
  await writeFile(join(root, 'docs/demo.webp'), picture);
  const seconds = frames.reduce((sum, { ms }) => sum + ms, 0) / 1000;
  process.stdout.write(`docs/demo.webp: ${frames.length} frames, ${seconds.toFixed(1)} s, ${picture.length} bytes\n`);
} finally {
  await browser.close();
  await close();
}

/** Performs the actions that are recorded. @param {import('playwright').Page} page */
async function play(page) {
  await page.waitForTimeout(900);
  await ask(page, 'my dog ate something toxic');
  await page.waitForTimeout(1500);
  await clickFirst(page);
  await page.locator('.in-passage').waitFor();
  await page.waitForTimeout(3500);
}

/**
 * @param {import('playwright').Page} page
 * @param {string} query
 */
async function ask(page, query) {
  await page.locator('#query').focus();
  await page.keyboard.type(query, { delay: STROKE_MS });
  await page.locator('#search-state', { hasText: 'read by the model' }).waitFor();
}

/** @param {import('playwright').Page} page */
async function clickFirst(page) {
  const box = await page.locator('.card .open').first().boundingBox();
  if (box === null) throw new Error('Expected a first card to open, got none');
  const [x, y] = [box.x + 40, box.y + box.height / 2];
  await page.mouse.move(640, 560);
  await page.mouse.move(x, y, { steps: 14 });
  await page.waitForTimeout(250);
  await page.mouse.down();
  await page.mouse.up();
}

/** Draws a pointer, since screen frames do not contain the system's pointer. @param {import('playwright').Page} page */
async function showPointer(page) {
  await page.evaluate(() => {
    const space = 'http://www.w3.org/2000/svg';
    const pointer = document.createElementNS(space, 'svg');
    const arrow = document.createElementNS(space, 'path');
    arrow.setAttribute('d', 'M1 1v15l4-3.6 2.5 5.8 2.6-1.1-2.5-5.7h5.4z');
    arrow.setAttribute('fill', '#111');
    arrow.setAttribute('stroke', '#fff');
    pointer.append(arrow);
    pointer.setAttribute('width', '16');
    pointer.setAttribute('height', '20');
    Object.assign(pointer.style, { position: 'fixed', zIndex: 9, left: '-20px', top: '0', pointerEvents: 'none' });
    document.body.append(pointer);
    addEventListener('mousemove', ({ clientX, clientY }) => {
      Object.assign(pointer.style, { left: `${clientX}px`, top: `${clientY}px` });
    });
  });
}

/** @typedef {{ readonly png: Buffer, readonly ms: number }} Frame */

/**
 * Records the frames that the page paints while `work` runs, each with the time it was on screen.
 *
 * @param {import('playwright').Page} page
 * @param {() => Promise<void>} work
 * @returns {Promise<Frame[]>}
 */
async function filmed(page, work) {
  const session = await page.context().newCDPSession(page);
  /** @type {{ png: Buffer, at: number }[]} */
  const shots = [];
  session.on('Page.screencastFrame', ({ data, metadata, sessionId }) => {
    void session.send('Page.screencastFrameAck', { sessionId });
    const shot = { png: Buffer.from(data, 'base64'), at: (metadata.timestamp ?? 0) * 1000 };
    const last = shots.at(-1);
    if (last !== undefined && shot.at - last.at < SHORTEST_MS) shots[shots.length - 1] = { ...shot, at: last.at };
    else if (last === undefined || !last.png.equals(shot.png)) shots.push(shot);
  });
  await session.send('Page.startScreencast', { format: 'png', maxWidth: SIZE.width, maxHeight: SIZE.height });
  await work();
  await session.send('Page.stopScreencast');
  const end = Date.now();
  return shots.map(({ png, at }, index) => ({ png, ms: Math.round((shots[index + 1]?.at ?? end) - at) }));
}

/** Uses quality 90, since lower values leave visible artefacts of earlier frames. @param {readonly Frame[]} frames */
async function encode(frames) {
  const pictures = await Promise.all(frames.map(({ png }) => sharp(png).resize(IMAGE_WIDTH).png().toBuffer()));
  const delay = frames.map(({ ms }) => ms);
  return sharp(pictures, { join: { animated: true } })
    .webp({ quality: 90, effort: 4, loop: 0, delay, minSize: true })
    .toBuffer();
}
