/**
 * @file Text recognition as a person uses it: a scan is named, its text is read on request, and the result opens at the
 * page. Screenshots are saved to the folder in `RANKSIDE_SCREENSHOTS`, if that is set.
 */
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { beforeAll, describe, expect, test } from 'vitest';
import { demoDist } from '../scripts/paths.mjs';
import { ask, demoUnderTest, drop, overflowOf, ready, readyToSearch, shoot } from './demo-page';
import { foreignRequests } from './launch';
import { type ScannedPage, drawPages, makeScan } from './scan-files';

const demo = demoUnderTest();
const READ = 'Read the text in the pictures';
/** The files that are loaded only for recognition. */
const OCR_FILES = /\/ocr\/|tesseract|ocr-worker/;

const ENGINE = `
  <h1 style="font-size: 34px">The engine room</h1>
  <p>The bilge pump is started from the panel beside the ladder. Let it run for two minutes, and never leave it running
  when no water is drawn.</p>
  <p>Grease the shaft bearing every fifty hours with the blue tin, which stands on the shelf behind the battery.</p>`;
const GALLEY = `
  <h1 style="font-size: 34px">The galley</h1>
  <p>Close the gas valve behind the stove after cooking. A yellow flame means that the burner is dirty and has to be
  cleaned with the brass brush before supper.</p>`;

let engine: ScannedPage;
let galley: ScannedPage;
let empty: ScannedPage;
beforeAll(async () => {
  [engine, galley, empty] = (await drawPages([ENGINE, GALLEY, ''])) as [ScannedPage, ScannedPage, ScannedPage];
});

/** Presses the button of one file and waits for the outcome. */
async function recognize(page: Page, path: string, outcome: string): Promise<void> {
  await page.getByRole('button', { name: `${READ} of ${path}` }).click();
  await page.locator('#added', { hasText: outcome }).waitFor();
}

const ocrRequests = (): readonly string[] => demo.watched.requests.filter((url) => OCR_FILES.test(url));

describe('text recognition', () => {
  test('reads a scan on request, and its result opens at the page', async () => {
    const viewport = { width: 1280, height: 900 };
    // axe must not see cards that move over others.
    const page = await demo.open({ view: 'documents', collection: false, viewport, reducedMotion: 'reduce' });
    await ready(page);
    await drop(page, { 'boat.pdf': makeScan([engine, galley]) }, '1 could not be read.');
    expect(await page.locator('#problems').innerText()).toMatch(/boat\.pdf: It contains no text and looks like a scan/);
    expect(ocrRequests().filter((url) => !/\/ocr-worker-[^/]*\.js$/.test(url))).toEqual([]);
    await shoot(page, 'ocr-problem');

    await recognize(page, 'boat.pdf', '1 added.');
    expect(await page.locator('#problems li').count()).toBe(0);
    await page.locator('#documents-body', { hasText: 'Text recognized by OCR, may have errors' }).waitFor();
    await shoot(page, 'ocr-documents');
    expect(ocrRequests().some((url) => url.endsWith('eng.traineddata.gz'))).toBe(true);
    expect(ocrRequests().some((url) => url.endsWith('.wasm'))).toBe(true);

    await page.goto(`${demo.url}#/search`);
    await readyToSearch(page);
    await ask(page, 'why is the flame yellow', 'yellow flame');
    const card = page.locator('.card').first();
    expect(await card.locator('.where').textContent()).toContain('page 2');
    await card.getByRole('button', { name: 'The galley' }).click();
    await page.getByText('Page 2 of 2').waitFor();
    await page.locator('.sheet .line.strong').first().waitFor();
    expect(await page.locator('#viewer-where').textContent()).toContain('text recognized by OCR, may have errors');
    expect(await page.locator('.recognized').innerText()).toContain('A yellow flame means that the burner is dirty');
    expect(await linesOutside(page)).toBe(0);
    expect(await page.locator('.sheet .line.strong').count()).toBeGreaterThan(0);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html, nodes[0]?.any[0]?.message])).toEqual([]);
    await shoot(page, 'ocr-reader');
    expect(foreignRequests(demo.watched.requests, demo.url)).toEqual([]);
    expect(demo.watched.problems).toEqual([]);
  });

  test('skips the file when it is added again, and reads further scans without a network', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    await drop(page, { 'boat.pdf': makeScan([galley]) }, '1 could not be read.');
    await recognize(page, 'boat.pdf', '1 added.');
    await drop(page, { 'boat.pdf': makeScan([galley]) }, '1 unchanged.');
    await page.context().setOffline(true);
    await drop(page, { 'engine.pdf': makeScan([engine]) }, '1 could not be read.');
    await recognize(page, 'engine.pdf', '1 added.');
    await page.context().setOffline(false);
  });

  test('keeps the text of pages that have one, and reads the others, turned ones as well', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    const mixed = makeScan([{ text: 'The printed page names the harbour.' }, engine], { isTurned: true });
    await drop(page, { 'mixed.pdf': mixed, 'plain.pdf': makeScan([{ text: 'A page of text.' }]) }, '2 added.');
    const problems = page.locator('#problems');
    expect(await problems.innerText()).toContain(
      'mixed.pdf: It can be searched, but 1 of its 2 pages contains no text',
    );
    expect(await problems.innerText()).not.toContain('plain.pdf');
    await drop(page, { 'mixed.pdf': mixed }, '1 unchanged.');
    expect(await problems.locator('li').count()).toBe(1);
    await shoot(page, 'ocr-mixed');
    await recognize(page, 'mixed.pdf', '1 replaced.');
    await page.locator('#documents-body', { hasText: 'Text of 1 page recognized by OCR' }).waitFor();

    await page.goto(`${demo.url}#/search`);
    await readyToSearch(page);
    await ask(page, 'how often do I grease the shaft bearing', 'Grease the shaft bearing');
    await page.locator('.open').first().click();
    await page.getByText('Page 2 of 2').waitFor();
    await expect.poll(() => page.locator('.sheet .line').count()).toBeGreaterThan(2);
    expect(await linesOutside(page)).toBe(0);
    const boxes = await page.locator('.sheet .line').all();
    for (const box of boxes) {
      const { width, height } = (await box.boundingBox())!;
      expect(width).toBeGreaterThan(height * 3);
    }
    await shoot(page, 'ocr-turned');
    await page.getByRole('button', { name: 'Previous page' }).click();
    await page.getByText('Page 1 of 2').waitFor();
    await page.locator('.recognized').waitFor({ state: 'detached' });
  });

  test('leaves the document as it was when the reader stops it', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    await drop(page, { 'long.pdf': makeScan(Array.from({ length: 12 }, () => engine)) }, '1 could not be read.');
    await page.getByRole('button', { name: `${READ} of long.pdf` }).click();
    await page.locator('#adding-line', { hasText: 'long.pdf, recognizing page 2 of 12' }).waitFor();
    await shoot(page, 'ocr-progress');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('#adding').waitFor({ state: 'hidden' });
    expect(await page.locator('#documents-body tr').count()).toBe(0);
    await page.getByRole('button', { name: `${READ} of long.pdf` }).waitFor();
    // The library reads on.
    await drop(page, { 'note.txt': new Blob(['A quiet note.']) }, '1 added.');
    expect(demo.watched.problems).toEqual([]);
  });

  test('reads images, and says where there is no text', async () => {
    const page = await demo.open({ view: 'documents', collection: false, viewport: { width: 1280, height: 900 } });
    await ready(page);
    const files = {
      'photo.jpg': new Blob([new Uint8Array(galley.jpeg)]),
      'blank.pdf': makeScan([empty]),
      'broken.png': new Blob([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2, 3])]),
    };
    await drop(page, files, '3 could not be read.');
    await shoot(page, 'ocr-several');
    await page.getByRole('button', { name: `${READ} of 3 files` }).click();
    await page.locator('#added', { hasText: '1 added, 2 could not be read.' }).waitFor();
    const problems = await page.locator('#problems').innerText();
    expect(problems).toContain('blank.pdf: No text was recognized in its pictures.');
    expect(problems).toContain('broken.png: The image is damaged.');
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await shoot(page, 'ocr-narrow');
    await page.setViewportSize({ width: 1280, height: 900 });

    await page.goto(`${demo.url}#/search`);
    await readyToSearch(page);
    await ask(page, 'what to do with the gas valve after cooking', 'gas valve');
    expect(await page.locator('.card .where').first().textContent()).toBe('photo.jpg');
    await page.locator('.card').first().getByRole('button', { name: 'The galley' }).click();
    await page.locator('.sheet .line.strong').first().waitFor();
    expect(await page.locator('.sheet .line.strong').count()).toBeGreaterThan(0);
    expect(await linesOutside(page)).toBe(0);
    expect(await page.locator('.recognized').innerText()).toContain('brass brush');
    await shoot(page, 'ocr-image');
    expect(demo.watched.problems).toEqual([]);
  });

  test('uses the languages that the site lists', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    const data = join(demoDist, 'ocr/eng.traineddata.gz');
    await page.context().route('**/ocr/languages.json', (route) => route.fulfill({ json: ['eng', 'copy'] }));
    await page.context().route('**/ocr/copy.traineddata.gz', (route) => route.fulfill({ path: data }));
    await drop(page, { 'boat.pdf': makeScan([galley]) }, '1 could not be read.');
    await recognize(page, 'boat.pdf', '1 added.');
    expect(ocrRequests().map((url) => url.split('/').at(-1))).toContain('copy.traineddata.gz');
  });

  test('names the reason when its files cannot be loaded, and can be tried again', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    await drop(page, { 'boat.pdf': makeScan([galley]) }, '1 could not be read.');
    await page.context().setOffline(true);
    await page.getByRole('button', { name: `${READ} of boat.pdf` }).click();
    await page.locator('#problems', { hasText: 'The files that recognize text could not be loaded' }).waitFor();
    await page.context().setOffline(false);
    await recognize(page, 'boat.pdf', '1 added.');
  });
});

/** How many highlighted lines lie partly outside the picture of the page. */
function linesOutside(page: Page): Promise<number> {
  return page.evaluate(() => {
    const sheet = document.querySelector('.sheet canvas')!.getBoundingClientRect();
    return [...document.querySelectorAll('.sheet .line')].filter((line) => {
      const { left, right, top, bottom } = line.getBoundingClientRect();
      return left < sheet.left - 1 || right > sheet.right + 1 || top < sheet.top - 1 || bottom > sheet.bottom + 1;
    }).length;
  });
}
