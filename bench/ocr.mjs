/**
 * @file Measures the text recognition of the demo: pages of the built-in documents are printed into pictures, worn as
 * by scanners and cameras, and read in the built demo. Prints for each kind of picture the character error rate (edit
 * distance by length of the text, each run of white space taken as one blank), the share of words of four letters and
 * more that are found, and the seconds a page with the start of the worker.
 *
 * `node bench/ocr.mjs [--pages 4] [--only office]`
 */
import { readFileSync, readdirSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { ensureBuilt } from '../scripts/build.mjs';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { demoDist } from '../scripts/paths.mjs';
import { serve } from '../scripts/serve.mjs';

/** The scanner of an office, as described below. */
const OFFICE = { dpi: 200, skew: 0.7, blur: 0.6, noise: 12, ink: 40, paper: 240, quality: 0.6 };
/**
 * How a page is printed (CSS) and what becomes of its picture: `dpi` of the scanner, `skew` in degrees, `blur` in
 * pixels, `noise` in grey levels, `ink` and `paper` as grey levels, `shade` in levels from one side to the other.
 */
const KINDS = {
  clean: { label: 'clean print, 300 dpi', css: 'font: 10.5pt/1.4 serif', dpi: 300, quality: 0.9 },
  office: {
    label: 'office scan, 200 dpi, skewed by 0.7°, noise',
    css: 'font: 10.5pt/1.4 serif',
    ...OFFICE,
  },
  small: {
    label: 'the same, small print (7.5 pt)',
    css: 'font: 7.5pt/1.35 sans-serif',
    ...OFFICE,
  },
  columns: {
    label: 'the same, two columns',
    css: 'font: 9.5pt/1.35 serif; columns: 2; column-gap: 10mm; column-fill: auto; height: 250mm; text-align: justify',
    ...OFFICE,
  },
  poor: {
    label: 'poor copy, 150 dpi, skewed by 1.5°, pale, much noise',
    css: 'font: 10.5pt/1.4 serif',
    ...{ dpi: 150, skew: 1.5, blur: 0.9, noise: 28, ink: 95, paper: 215, quality: 0.4 },
  },
  photo: {
    label: 'photo (JPEG file), skewed by 2°, uneven light',
    css: 'font: 10.5pt/1.4 serif',
    ...{ dpi: 220, skew: 2, blur: 0.8, noise: 10, ink: 30, paper: 235, shade: 120, quality: 0.7, isImage: true },
  },
  screen: {
    label: 'picture of a screen (PNG file), 96 dpi',
    css: 'font: 15px/1.5 sans-serif',
    ...{ dpi: 96, isImage: true },
  },
};

const { values } = parseArgs({
  options: { pages: { type: 'string', default: '4' }, only: { type: 'string', default: '' } },
});
await ensureBuilt({ demo: true });
const { url, close } = await serve(demoDist, { trustedTypes: true });
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
process.stdout.write(
  '| picture | pages | character errors | words found | seconds a page |\n|---|---:|---:|---:|---:|\n',
);
for (const [name, kind] of Object.entries(KINDS)) {
  if (values.only !== '' && values.only !== name) continue;
  const texts = documents().slice(0, Number(values.pages));
  const pictures = await picturesOf(texts, kind);
  const files = kind.isImage ? pictures : [await scanOf(pictures)];
  const { recognized, seconds } = await recognize(files, kind);
  const pairs = texts.map((text, at) => [plain(text), plain(recognized[at] ?? '')]);
  const errors = sum(pairs.map(([text, found]) => distance(text, found))) / sum(pairs.map(([text]) => text.length));
  const words = pairs.map(([text, found]) => wordsFound(text, found));
  const share = sum(words.map(({ found }) => found)) / sum(words.map(({ all }) => all));
  const cells = [percent(errors, 2), percent(share, 1), (seconds / texts.length).toFixed(1)];
  process.stdout.write(`| ${kind.label} | ${texts.length} | ${cells.join(' | ')} |\n`);
}
await browser.close();
await close();

/** The texts of the built-in documents that are prose. */
function documents() {
  const folder = new URL('../src/demo/page/collection/files/', import.meta.url);
  const names = readdirSync(folder).filter((name) => name.endsWith('.md'));
  return names.map((name) => readFileSync(new URL(name, folder), 'utf8').trim());
}

/** Prints each text on A4 and returns the pictures, worn as the kind says, as data URLs. */
async function picturesOf(texts, kind) {
  const [width, height] = [794, 1123];
  const context = await browser.newContext({ viewport: { width, height }, deviceScaleFactor: kind.dpi / 96 });
  const page = await context.newPage();
  const pictures = [];
  for (const [at, text] of texts.entries()) {
    const blocks = text.split(/\n\s*\n|\n(?=[^#])/).map((block) => {
      const heading = /^(#+)\s+(.*)$/.exec(block.trim());
      return heading === null ? `<p>${block}</p>` : `<h${heading[1].length}>${heading[2]}</h${heading[1].length}>`;
    });
    const style = `box-sizing: border-box; width: 210mm; margin: 0; padding: 18mm; background: #fff; ${kind.css}`;
    await page.setContent(`<body style="${style}">${blocks.join('')}</body>`);
    const printed = await page.evaluate(() => [document.body.scrollWidth, document.body.scrollHeight]);
    if (printed[0] > width || printed[1] > height) throw new Error(`Expected text ${at} to fit A4, got ${printed}`);
    const screenshot = (await page.screenshot()).toString('base64');
    pictures.push(
      kind.paper === undefined ? await encoded(page, screenshot, kind) : await worn(page, screenshot, kind, at),
    );
  }
  await context.close();
  return pictures;
}

function encoded(page, screenshot, { quality }) {
  return quality === undefined ? `data:image/png;base64,${screenshot}` : worn(page, screenshot, { quality }, 0);
}

/** Runs in the page: turns, blurs and pales the picture, and adds shade and noise. */
function worn(page, screenshot, kind, seed) {
  return page.evaluate(
    async ({ source, settings, start }) => {
      const { skew = 0, blur = 0, noise = 0, ink = 0, paper = 255, shade = 0, quality } = settings;
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext('2d', { willReadFrequently: true });
      context.fillStyle = '#fff';
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.filter = blur === 0 ? 'none' : `blur(${blur}px)`;
      context.translate(canvas.width / 2, canvas.height / 2);
      context.rotate((skew * Math.PI) / 180);
      context.drawImage(image, -image.width / 2, -image.height / 2);
      const pixels = context.getImageData(0, 0, canvas.width, canvas.height);
      let state = start * 7919 + 1;
      const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
      for (let from = 0; from < pixels.data.length; from += 4) {
        const left = ((from / 4) % canvas.width) / canvas.width;
        const level =
          ink + (pixels.data[from] / 255) * (paper - ink) - shade * left + (random() + random() - 1) * noise;
        pixels.data.fill(level, from, from + 3);
      }
      context.putImageData(pixels, 0, 0);
      return canvas.toDataURL('image/jpeg', quality);
    },
    { source: `data:image/png;base64,${screenshot}`, settings: kind, start: seed },
  );
}

/** A PDF with a picture on each page. */
async function scanOf(pictures) {
  const page = await browser.newPage();
  const images = pictures.map((source) => `<img src="${source}" style="display: block; width: 210mm; height: 297mm">`);
  await page.setContent(`<style>@page { size: A4; margin: 0 } body { margin: 0 }</style>${images.join('')}`);
  await page.evaluate(() => Promise.all([...document.images].map((image) => image.decode())));
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  await page.close();
  return `data:application/pdf;base64,${pdf.toString('base64')}`;
}

/** Reads the files in the demo. Returns the text of each page, and the seconds from the button to the last text. */
async function recognize(files, { isImage = false }) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(600_000);
  await page.addInitScript(() => localStorage.setItem('rankside-demo:welcomed', 'yes'));
  await page.goto(`${url}#/documents`);
  await page.locator('#model-summary', { hasText: ' on ' }).waitFor({ state: 'attached' });
  await page.evaluate((sources) => {
    const transfer = new DataTransfer();
    for (const [at, source] of sources.entries()) {
      const bytes = Uint8Array.from(atob(source.slice(source.indexOf(',') + 1)), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([bytes], `${at}.${/\/(\w+);/.exec(source)[1]}`));
    }
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, files);
  await page.locator('#added', { hasText: `${files.length} could not be read.` }).waitFor();
  const start = performance.now();
  await page.locator(files.length > 1 ? '#recognize-all' : '#problems li button:not(.quiet)').click();
  await page.locator('#added', { hasText: `${files.length} added.` }).waitFor();
  const seconds = (performance.now() - start) / 1000;
  const contents = await page.evaluate(async () => {
    const database = await new Promise((resolve) => {
      const request = indexedDB.open('rankside-demo');
      request.onsuccess = () => resolve(request.result);
    });
    return new Promise((resolve) => {
      const request = database.transaction('contents').objectStore('contents').getAll();
      request.onsuccess = () => resolve(request.result);
    });
  });
  await context.close();
  const recognized = [];
  for (const [at, { text, blocks }] of contents.entries())
    for (const { start: from, end, page: number = 1 } of blocks)
      recognized[isImage ? at : number - 1] = `${recognized[isImage ? at : number - 1] ?? ''} ${text.slice(from, end)}`;
  return { recognized, seconds };
}

function plain(text) {
  return text
    .replace(/^#+\s*/gm, '')
    .replace(/[‘’]/g, "'")
    .replace(/[“”]/g, '"')
    .replace(/\s+/g, ' ')
    .trim();
}

/** The edit distance of Levenshtein. */
function distance(a, b) {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row.at(-1);
}

function wordsFound(text, found) {
  const words = (one) => one.toLowerCase().match(/[a-z]{4,}/g) ?? [];
  const known = new Set(words(found));
  const all = [...new Set(words(text))];
  return { all: all.length, found: all.filter((word) => known.has(word)).length };
}

function sum(numbers) {
  return numbers.reduce((total, one) => total + one, 0);
}

function percent(share, digits) {
  return `${(share * 100).toFixed(digits)} %`;
}
