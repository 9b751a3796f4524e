/** @file The sentences of the demo when no passage answers, when it is empty, and when the chosen device is missing. */
import { chromium } from 'playwright';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { demoUnderTest, drop, ready, readyToSearch, shoot } from './demo-page';
import { openPage } from './launch';

const demo = demoUnderTest();

const nearest = (page: Page) => page.getByRole('button', { name: /the nearest \d+ passages?, first/ });
const isShown = (page: Page) => page.locator('#results-list').isVisible();

async function search(page: Page, query: string, line: string): Promise<void> {
  await page.getByLabel('Search your documents').fill(query);
  await page.locator('#search-state', { hasText: line }).waitFor();
}

describe('a search', () => {
  test('says that no passage answers, and folds the nearest without a marked sentence', async () => {
    const page = await demo.open();
    await readyToSearch(page);
    await search(page, 'how do plants make food from light', 'No passage answers this.');
    expect(await isShown(page)).toBe(false);
    await shoot(page, 'nothing-fits-wide-light');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await isShown(page)).toBe(true);
    expect(await page.locator('.card').count()).toBeGreaterThan(1);
    expect(await page.locator('.hit-sentence').count()).toBe(0);
    expect(await page.locator('.card .score').allTextContents()).not.toContain('answers');

    await search(page, 'my dog ate something toxic', 'read by the model');
    await expect.poll(() => page.locator('#search-state').textContent()).toMatch(/answers? this/);
    expect(await nearest(page).count()).toBe(0);
    const first = page.locator('.card').first();
    await expect.poll(() => first.locator('.score').textContent()).toBe('answers');
    expect(await first.locator('.figures').getAttribute('title')).toMatch(/^Score 0\.\d{3}; passages below 0\.\d{3}/);
    expect(await first.locator('.hit-sentence').count()).toBeGreaterThan(0);
  });

  test('shows the passages with all words of the question when none reaches the threshold', async () => {
    const page = await demo.open({ collection: false });
    await ready(page);
    await drop(page, { 'inventory.txt': new Blob(['Shelf 12\tgasket\tbrass']) }, '1 added.');
    await page.getByRole('link', { name: 'Search' }).click();
    await search(page, 'where is the gasket', 'read by the model');
    expect(await isShown(page)).toBe(true);
    expect(await page.locator('.card').count()).toBe(1);
  });

  test('says that the library is empty', async () => {
    const page = await demo.open({ collection: false });
    await ready(page);
    await search(page, 'tides', 'There are no documents to search yet.');
    expect(await page.locator('.card').count()).toBe(0);
  });
});

describe('the chosen device', () => {
  test('is replaced by the processor in a browser without an adapter, and the page says so', async () => {
    const args = chromiumFlags.filter((flag) => !flag.includes('webgpu'));
    const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...args, '--disable-gpu'] });
    try {
      const { page } = await openPage(browser);
      await page.goto(`${demo.url}#/engine`);
      await ready(page);
      await page.locator('select[name="device"]').selectOption('webgpu');
      await page.getByRole('button', { name: 'Apply' }).click();
      await page.locator('#engine-notice', { hasText: /^The graphics card cannot run the model \(.+\)\. / }).waitFor();
      expect(await page.locator('#engine-notice').textContent()).toContain('The processor runs it instead.');
      expect(await page.locator('#model-summary').textContent()).toContain(' on wasm');
      const states = await page.locator('#engine-report tbody tr').allTextContents();
      expect(states.filter((row) => row.includes('in use'))).toHaveLength(1);
      expect(states.find((row) => row.includes('in use'))).toMatch(/^wasm/);
      await page.goto(`${demo.url}#/search`);
      await search(page, 'my dog ate something toxic', 'read by the model');
    } finally {
      await browser.close();
    }
  });
});

describe('forced colours', () => {
  test('show whether a switch is on', async () => {
    const page = await demo.open({ forcedColors: 'active', viewport: { width: 1280, height: 860 } });
    await readyToSearch(page);
    const picture = (name: string) => page.getByRole('switch', { name }).screenshot({ animations: 'disabled' });
    const [on, off] = [await picture('Order by meaning'), await picture('Judge results')];
    await page.getByRole('switch', { name: 'Judge results' }).check();
    await page.mouse.move(1, 1);
    expect(off.equals(on)).toBe(false);
    expect(off.equals(await picture('Judge results'))).toBe(false);
    await search(page, 'my dog ate something toxic', 'read by the model');
    await shoot(page, 'search-wide-forced');
  });
});

describe('removing a document', () => {
  test('leaves the focus in the table', async () => {
    const page = await demo.open({ view: 'documents', collection: false });
    await ready(page);
    await drop(page, { 'a.txt': new Blob(['One.']), 'b.txt': new Blob(['Two.']) }, '2 added.');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    await page.getByRole('button', { name: 'Remove a.txt' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('Remove b.txt');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('add-files');
  });
});
