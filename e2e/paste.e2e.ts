/** @file The Paste view of the built demo, under the strict content security policy, with the embedded model. */
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { SUGGESTED_QUERIES } from '../src/demo/page/paste/sample';
import { ask, countingRequests, demoUnderTest, overflowOf, readyToSearch } from './demo-page';
import type { OpenOptions } from './demo-page';
import { foreignRequests } from './launch';

const demo = demoUnderTest();

async function openPaste(options: OpenOptions = {}): Promise<Page> {
  const page = await demo.open({ view: 'paste', ...options });
  await page.getByText(/^Ready: \d+ passages/).waitFor();
  return page;
}

const ranked = (page: Page) => page.locator('#paste-state', { hasText: /^\d+ passages ranked in/ });
const titles = (page: Page) =>
  page.locator('#paste-list > li').evaluateAll((rows) => rows.map((row) => row.textContent));

/** Asks a question of 200 long passages, and returns once some of them are scored. */
async function startLongSearch(page: Page): Promise<void> {
  const many = Array.from(
    { length: 200 },
    (_, at) => `Passage ${at}. ${`How the baker number ${at} keeps flour and yeast. `.repeat(16)}`,
  );
  await page.getByLabel('Passages to rank').fill(many.join('\n\n'));
  await page.getByLabel('Your question').fill('who keeps the flour');
  await page.locator('#paste-state', { hasText: /^Scoring: \d+ of 200/ }).waitFor();
}

/** Asks a question and waits until this passage is first on screen. */
async function expectFirst(page: Page, query: string, title: string): Promise<void> {
  await page.getByLabel('Your question').fill(query);
  await ranked(page).waitFor();
  await expect.poll(async () => (await titles(page))[0], { timeout: 20_000 }).toContain(title);
}

describe('the Paste view', () => {
  test('puts the answer of every suggested question first, without requests to other origins', async () => {
    const page = await openPaste();
    await countingRequests(page);
    for (const { query, answer } of SUGGESTED_QUERIES) await expectFirst(page, query, answer);
    expect(await page.locator('#model-summary').textContent()).toMatch(/base on wasm, int8/);
    expect(await page.locator('#requests').textContent()).toMatch(/^0 requests/);
    expect(foreignRequests(demo.watched.requests, demo.url)).toEqual([]);
    expect(demo.watched.problems).toEqual([]);
  });

  test('cancels a search and shows how many passages were scored', async () => {
    const page = await openPaste();
    await startLongSearch(page);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('#paste-state', { hasText: /^Cancelled: \d+ of 200 passages scored/ }).waitFor();
  });

  test('finishes its search when the Search view starts one with the same engine', async () => {
    const page = await openPaste();
    await readyToSearch(page);
    await startLongSearch(page);
    await page.goto(`${demo.url}#/search`);
    await ask(page, 'why do planets not twinkle', 'Why planets do not twinkle');
    await page.goto(`${demo.url}#/paste`);
    await page.locator('#paste-state', { hasText: '200 passages ranked in' }).waitFor();
  });

  test('keeps the order while the pointer is over the list, and applies the new order afterwards', async () => {
    const page = await openPaste();
    const before = await titles(page);
    await page.locator('#paste-list').hover();
    await page.getByLabel('Your question').evaluate((input: HTMLInputElement) => {
      input.value = 'why is my bread so dense';
      input.dispatchEvent(new Event('input', { bubbles: true }));
    });
    await page.getByText('Reordering is paused while you point here.').waitFor();
    await ranked(page).waitFor();
    const order = (texts: (string | null)[]) => texts.map((text) => /\p{Lu}[\p{L}’ ]+/u.exec(text ?? '')?.[0]);
    expect(order(await titles(page))).toEqual(order(before));
    await page.mouse.move(1, 1);
    await expect.poll(async () => (await titles(page))[0]).toContain('When the loaf stays heavy');
  });

  test('works with the keyboard alone', async () => {
    const page = await openPaste();
    const focused = () =>
      page.evaluate(() => [document.activeElement?.id, document.activeElement?.textContent].find(Boolean));
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('Skip to the content');
    for (let presses = 0; presses < 12 && (await focused()) !== 'paste-query'; presses += 1)
      await page.keyboard.press('Tab');
    await page.keyboard.type('my friends already pulled the commit I want to undo');
    await ranked(page).waitFor();
    await expect
      .poll(() => page.locator('#announcer').textContent(), { timeout: 20_000 })
      .toMatch(/passages ranked in .*best: Taking back/);
  });

  test('shows a message when the query is too long, and keeps the original order', async () => {
    const page = await openPaste();
    const before = await titles(page);
    await page.getByLabel('Your question').fill('moon '.repeat(400));
    await page.locator('#paste-state.problem').waitFor();
    expect(await titles(page)).toEqual(before);
  });

  test('restores the original order without scores when the next query is too long', async () => {
    const page = await openPaste();
    const before = await titles(page);
    await expectFirst(page, 'why is my bread so dense', 'When the loaf stays heavy');
    expect(await titles(page)).not.toEqual(before);
    await page.getByLabel('Your question').fill('moon '.repeat(400));
    await page.locator('#paste-state.problem', { hasText: 'The question is too long' }).waitFor();
    // Each title contains the rank, the score and the change of the rank.
    await expect.poll(() => titles(page)).toEqual(before);
    expect(await page.locator('#paste-list > li:not(.unscored)').count()).toBe(0);
  });

  test('keeps the original order and shows why, for a query in a script that the model does not read', async () => {
    const page = await openPaste();
    const headings = () => page.locator('#paste-list > li .toggle').allTextContents();
    const before = await headings();
    await page.getByLabel('Your question').fill('почему мой хлеб такой плотный');
    await page
      .locator('#paste-state', { hasText: 'The query is mostly in Cyrillic, which base (en) does not read' })
      .waitFor();
    expect(await headings()).toEqual(before);
  });

  test('fits a screen of 320 pixels without scrolling sideways', async () => {
    const page = await openPaste({ viewport: { width: 320, height: 700 } });
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
  });
});
