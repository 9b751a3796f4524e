/**
 * @file The reader and the library in a person's hand: the address, Back and keys, steps through hits, find, zoom,
 * selectable text of PDFs, a password, the table of documents, and a library as one file.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { makePdf } from '../test/demo/make-files';
import { demoUnderTest, drop, ready, shoot, vectorsReady } from './demo-page';

const demo = demoUnderTest();

const sections = Array.from(
  { length: 12 },
  (_, at) => `## Day ${at + 1}\n\nThe lighthouse keeper wrote page ${at + 1}.`,
);
const FILES = {
  'log/keeper.md': new Blob([`# Log\n\n${sections.join('\n\n')}`]),
  'log/tide.txt': new Blob(['The tide was high at the lighthouse.']),
  'printed.pdf': makePdf([
    [{ text: 'Nothing here.' }],
    [{ text: 'The lighthouse lamp burns oil.' }, { text: 'A second line.' }],
  ]),
};
const input = (page: Page) => page.getByLabel('Search your documents');
const label = (page: Page) => page.locator('#viewer-places').textContent();

async function library(page: Page): Promise<void> {
  await ready(page);
  await drop(page, FILES, '3 added.');
  await vectorsReady(page);
}
async function ask(page: Page, query: string): Promise<void> {
  await page.getByRole('link', { name: 'Search' }).click();
  await input(page).fill(query);
  await page.locator('#search-state', { hasText: 'read by the model' }).waitFor();
}

describe('the reader', () => {
  test('has an address, keys, steps, find, zoom and Back', async () => {
    const page = await demo.open({ collection: false, viewport: { width: 1280, height: 860 } });
    await library(page);
    await ask(page, 'who wrote at the lighthouse');
    expect(page.url()).toContain('#/search?q=who+wrote+at+the+lighthouse');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const titles = await page.locator('.open').allTextContents();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(titles[1]);
    await page.locator('.card', { hasText: 'keeper.md' }).first().locator('.open').click();
    await page.locator('.in-passage').first().waitFor();
    expect(await label(page)).toMatch(/^Hit \d+ of \d+$/);
    const before = await page.locator('.in-passage').first().textContent();
    await page.getByRole('button', { name: 'Next hit' }).click();
    await expect.poll(() => page.locator('.in-passage').first().textContent()).not.toBe(before);
    await page.getByLabel('Find in this document').fill('page 11');
    await expect.poll(() => label(page)).toBe('Found 1 of 1');
    expect(await page.locator('#viewer-body .hit-strong').textContent()).toBe('page 11');
    await page.getByRole('button', { name: 'Larger' }).click();
    expect(await page.locator('.pages').evaluate((element) => element.style.fontSize)).toBe('1.25em');
    expect(
      await page
        .locator('.pages h4')
        .first()
        .evaluate((heading) => getComputedStyle(heading).fontSize),
    ).toBe('20px');
    await shoot(page, 'reader-find');
    await page.goBack();
    await expect.poll(() => page.locator('#viewer').isVisible()).toBe(false);
    expect(page.url()).toContain('q=who+wrote');
    await page.keyboard.press('/');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('query');
    await page.reload();
    await expect.poll(() => input(page).inputValue()).toBe('who wrote at the lighthouse');
    await page.locator('#search-state', { hasText: 'read by the model' }).waitFor();
  });

  test('opens at the marked sentence, also where the passage has words of the question before it', async () => {
    const page = await demo.open({ collection: false, viewport: { width: 1280, height: 860 } });
    await ready(page);
    const before =
      'In autumn the colony becomes smaller, and the keeper makes the entrance narrow. The hive needs no heating.';
    const sections = [
      ...Array<string>(6).fill(before),
      'Listen at the hive.',
      'Give sugar syrup when the stores are empty.',
    ];
    await drop(
      page,
      { 'bees.md': new Blob([`# Winter\n\n${sections.join('\n\n')}\n\n# Summer${'\n\nThey fly.'.repeat(20)}`]) },
      '1 added.',
    );
    await vectorsReady(page);
    await ask(page, 'when do bees need sugar syrup');
    await page.locator('.card .hit-sentence', { hasText: 'Give' }).first().waitFor();
    await page.locator('.card .open').first().click();
    const sentence = page.locator('#viewer-body .hit-sentence').first();
    await sentence.waitFor();
    expect(await page.locator('#viewer-body mark').first().textContent()).not.toMatch(/sugar|syrup/);
    const { y } = (await sentence.boundingBox())!;
    const { y: top } = (await page.locator('#viewer-body').boundingBox())!;
    // The sentence is in the upper half of what can be seen of the text.
    expect(y).toBeGreaterThanOrEqual(top);
    expect(y).toBeLessThan((top + 860) / 2);
  });

  test('shows the text of a PDF over its page, and opens at the marked sentence', async () => {
    const page = await demo.open({ collection: false, viewport: { width: 1280, height: 860 } });
    await library(page);
    await ask(page, 'what does the lighthouse lamp burn');
    await page.locator('.card', { hasText: 'printed.pdf' }).first().locator('.open').click();
    await page.locator('.sheet .line').first().waitFor();
    expect(await page.locator('.turner').textContent()).toContain('Page 2 of 2');
    expect(await page.locator('.textLayer').textContent()).toContain('The lighthouse lamp burns oil.');
    const [mark, text] = await Promise.all([
      page.locator('.sheet .line').first().boundingBox(),
      page.locator('.textLayer span', { hasText: 'lamp' }).first().boundingBox(),
    ]);
    expect(Math.abs(mark!.y + mark!.height / 2 - (text!.y + text!.height / 2))).toBeLessThan(mark!.height);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await shoot(page, 'reader-pdf');
  });
});

/** Lines of one block: nothing in them ends it. */
const lines = Array.from({ length: 400 }, (_, at) => `Record ${at + 1} says that the grey stone lies beside the mill.`);
const LONG_BLOCKS = [
  ['text without blank lines', 'records.txt', (all: readonly string[]) => all.join('\n')],
  ['code', 'records.md', (all: readonly string[]) => `# Records\n\n\`\`\`\n${all.join('\n')}\n\`\`\``],
] as const;

/** Where the first occurrence of a text is in the part of the reader on the screen: 0 is its top, 1 its bottom. */
function heightInReader(page: Page, text: string): Promise<number> {
  return page.locator('#viewer-body').evaluate((body, wanted) => {
    const walker = document.createTreeWalker(body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    while (walker.nextNode() !== null) {
      const at = walker.currentNode.textContent?.indexOf(wanted) ?? -1;
      if (at < 0) continue;
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + wanted.length);
      const { top, bottom } = body.getBoundingClientRect();
      return (range.getBoundingClientRect().top - top) / (Math.min(bottom, innerHeight) - top);
    }
    return NaN;
  }, text);
}

async function expectInReader(page: Page, text: string): Promise<void> {
  await page.locator('#viewer-body .in-passage').first().waitFor();
  const height = await heightInReader(page, text);
  expect(height).toBeGreaterThanOrEqual(0);
  expect(height).toBeLessThan(0.9);
}

describe.each(LONG_BLOCKS)('the reader of a long block of %s', (_, name, join) => {
  async function openLibrary(texts: readonly string[]): Promise<Page> {
    const page = await demo.open({ collection: false, viewport: { width: 1280, height: 860 } });
    await ready(page);
    await drop(page, { [name]: new Blob([join(texts)]) }, '1 added.');
    await vectorsReady(page);
    return page;
  }

  test('shows the mark in its last line', async () => {
    const page = await openLibrary([...lines, 'Give the bees sugar syrup in autumn.']);
    await ask(page, 'sugar syrup for the bees');
    await page.locator('.card', { hasText: 'Give the' }).first().locator('.open').click();
    await page.locator('#viewer-body mark').first().waitFor();
    const marked = await page.locator('#viewer-body mark').first().textContent();
    expect(['bees', 'sugar', 'syrup', 'autumn']).toContain(marked);
    await expectInReader(page, 'bees');
  });

  test('shows the start of a passage without marks', async () => {
    const page = await openLibrary(lines);
    await ask(page, 'how do I renew a passport');
    await page.getByRole('button', { name: /^Show the nearest/ }).click();
    const starts = (await page.locator('.card .excerpt').allTextContents()).map((text) =>
      Number(/Record (\d+)/.exec(text)?.[1]),
    );
    const last = starts.indexOf(Math.max(...starts));
    expect(starts[last]).toBeGreaterThan(100);
    await page.locator('.card .open').nth(last).click();
    await expectInReader(page, `Record ${starts[last]} `);
    expect(await page.locator('#viewer-body :is(mark, .hit-sentence)').count()).toBe(0);
  });
});

describe('a PDF with a password', () => {
  test('is added and opens when its password is typed', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    const file = makePdf([[{ text: 'The mast of the cutter is of oak.' }]], { password: 'gangway' });
    await drop(page, { 'locked.pdf': file }, '1 could not be read.');
    const problem = page.locator('#problems li', { hasText: 'locked.pdf' });
    const type = async (password: string): Promise<void> => {
      await problem.getByLabel('Password of locked.pdf').fill(password);
      await problem.getByRole('button', { name: 'Open' }).click();
    };
    expect(await problem.textContent()).toContain('It is protected with a password');
    await type('gangplank');
    await problem.getByText('This is not its password').waitFor();
    await type('gangway');
    await page.locator('#added', { hasText: '1 added.' }).waitFor();
    expect(await page.locator('#problems li').count()).toBe(0);
    await ask(page, 'oak mast of the cutter');
    await page.locator('.card', { hasText: 'locked.pdf' }).first().locator('.open').click();
    await page.locator('.textLayer', { hasText: 'The mast of the cutter is of oak.' }).waitFor();
  });
});

describe('the library', () => {
  test('filters by folder, saves everything as one file and reads it', async () => {
    const page = await demo.open({ collection: false });
    await library(page);
    await ask(page, 'lighthouse');
    await expect.poll(() => page.locator('.card .kind').allTextContents()).toContain('printed.pdf');
    await page.getByLabel('Folder', { exact: true }).selectOption('log');
    await expect.poll(() => page.locator('.card .kind').allTextContents()).not.toContain('printed.pdf');
    await expect.poll(() => page.locator('.card .kind').allTextContents()).toContain('tide.txt');
    await page.getByRole('link', { name: 'Documents' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the library as a file' }).click();
    const file = await (await download).path();
    await page.getByLabel('Choose all that are shown').check();
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Remove 3 documents' }).click();
    await page.getByText('There are no documents yet.').waitFor();
    await page.locator('#choose-library').setInputFiles(file);
    await page.locator('#library-file-line', { hasText: '3 documents read' }).waitFor();
    await expect.poll(() => page.locator('#documents-body th').count()).toBe(3);
    await page.getByLabel('Filter the documents').fill('tide');
    expect(await page.locator('#documents-body th').allTextContents()).toEqual(['log/tide.txt']);
  });
});
