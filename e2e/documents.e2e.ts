/**
 * @file Private document search as a person uses it: drop files, ask, open a result, return without a network, delete
 * everything. Screenshots are saved to the folder in `RANKSIDE_SCREENSHOTS`, if that is set.
 */
import { AxeBuilder } from '@axe-core/playwright';
import { describe, expect, test } from 'vitest';
import {
  ask,
  countingRequests,
  demoUnderTest,
  drop,
  overflowOf,
  ready,
  readyToSearch,
  shoot,
  vectorsReady,
} from './demo-page';
import { HARBOUR_QUESTIONS, harbourFiles } from './harbour-files';
import { foreignRequests } from './launch';

const demo = demoUnderTest();
const VIEWS = ['search', 'documents', 'evaluate', 'benchmark', 'paste', 'engine'];

describe('private document search', () => {
  test('works from adding files to deleting everything, also without a network', async () => {
    const page = await demo.open({ viewport: { width: 1280, height: 860 } });
    await readyToSearch(page);
    await drop(page, await harbourFiles(), '3 added.');

    const [puppy, ...others] = HARBOUR_QUESTIONS;
    await ask(page, puppy.query, puppy.answer);
    const card = page.locator('.card').first();
    expect(await card.locator('.where').textContent()).toContain('page 2');
    expect(await card.locator('.hit-sentence').count()).toBeGreaterThan(0);
    await card.getByRole('button', { name: 'Dogs on board' }).click();
    await page.locator('.sheet canvas').waitFor();
    await page.getByText('Page 2 of 2').waitFor();
    expect(await page.locator('.sheet .line').count()).toBeGreaterThan(1);
    await shoot(page, 'search-wide-light');
    await page.keyboard.press('Escape');
    for (const { query, answer } of others) await ask(page, query, answer);
    await vectorsReady(page);

    await page.context().setOffline(true);
    await page.reload();
    await ready(page);
    const last = others[1];
    expect(await page.getByLabel('Search your documents').inputValue()).toBe(last.query);
    await expect.poll(() => page.locator('.card').first().textContent(), { timeout: 20_000 }).toContain(last.answer);
    await vectorsReady(page);
    await countingRequests(page);
    expect(await page.locator('#vectors').textContent()).toContain('from an earlier visit');
    await ask(page, puppy.query, puppy.answer);
    await page.locator('.card').first().getByRole('button', { name: 'Dogs on board' }).click();
    await page.getByText('Page 2 of 2').waitFor();
    expect(await page.locator('#requests').textContent()).toMatch(/^0 requests to the network/);
    await page.context().setOffline(false);

    await page.getByRole('link', { name: 'Documents' }).click();
    expect(await page.locator('#documents-body tr').count()).toBe(33);
    page.once('dialog', (dialog) => void dialog.accept());
    await page.getByRole('button', { name: 'Delete everything' }).click();
    await page.getByText('There are no documents yet.').waitFor();
    await page.reload();
    await page.getByText('There are no documents yet.').waitFor();
    expect(foreignRequests(demo.watched.requests, demo.url)).toEqual([]);
    // Requests fail while the page is offline, and a reload ends requests in flight.
    const expected = /ERR_(INTERNET_DISCONNECTED|ABORTED)/;
    expect(demo.watched.problems.filter((problem) => !expected.test(problem))).toEqual([]);
  });

  test('shows changes in a second tab, which downloads no model again', async () => {
    const page = await demo.open();
    await readyToSearch(page);
    const second = await page.context().newPage();
    second.setDefaultTimeout(40_000);
    await second.goto(`${demo.url}#/documents`);
    await ready(second);
    const weights = demo.watched.requests.filter((url) => /weights-[^/]+\.bin$/.test(url));
    expect(new Set(weights).size).toBe(weights.length);
    await drop(page, { 'tab.txt': new Blob(['Word of the first tab.']) }, '1 added.');
    await second.locator('#documents-body', { hasText: 'tab.txt' }).waitFor();
    await second.getByRole('button', { name: 'Remove tab.txt' }).click();
    await page.goto(`${demo.url}#/documents`);
    await expect.poll(() => page.locator('#documents-body').textContent()).not.toContain('tab.txt');
    expect(demo.watched.problems).toEqual([]);
  });

  test('works with the keyboard alone and announces the settled result', async () => {
    const page = await demo.open();
    await readyToSearch(page);
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
    for (let presses = 0; presses < 12 && (await focused()) !== 'query'; presses += 1) await page.keyboard.press('Tab');
    await page.keyboard.type('my dog ate something toxic');
    await expect
      .poll(() => page.locator('#announcer').textContent(), { timeout: 30_000 })
      .toMatch(/best: .*Poisonous at the table/);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(focused).toBe('viewer-title');
    await page.locator('.in-passage').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Poisonous at the table');
  });

  test.each(['light', 'dark'] as const)(
    'has no accessibility violation that axe finds, in the %s colour scheme',
    async (colorScheme) => {
      const page = await demo.open({ colorScheme, reducedMotion: 'reduce' });
      await readyToSearch(page);
      for (const view of VIEWS) {
        await page.goto(`${demo.url}#/${view}`);
        if (view === 'search') {
          await ask(page, 'my dog ate something toxic', 'Poisonous');
          await page.locator('.open').first().click();
          await page.locator('.in-passage').waitFor();
        }
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => [view, id, nodes[0]?.html])).toEqual([]);
        await shoot(page, `${view}-wide-${colorScheme}`);
      }
      await page.setViewportSize({ width: 320, height: 700 });
      for (const view of VIEWS) {
        await page.goto(`${demo.url}#/${view}`);
        expect(await overflowOf(page), view).toBeLessThanOrEqual(0);
        await shoot(page, `${view}-narrow-${colorScheme}`);
      }
    },
  );
});
