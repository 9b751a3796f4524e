/** @file Asks the dialog of a site a question, as a person does, and goes to the first result. */
import { join } from 'node:path';

/**
 * @returns the text of the first result, the address that Enter leads to, and whether the page was kept, as by the
 *   router of a single-page site
 */
export async function askDialog(page, question) {
  const dialog = await typeInto(page, question);
  const group = await dialog.getByRole('group').first().locator('[part=group-title]').textContent();
  const section = await dialog.getByRole('option').first().locator('[part=section]').textContent();
  const before = page.url();
  await page.evaluate(() => (globalThis.isSamePage = true));
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => url.href !== before);
  const { pathname, hash } = new URL(page.url());
  const keepsPage = await page.evaluate(() => globalThis.isSamePage === true);
  return { found: `${group} › ${section}`, address: pathname + hash, keepsPage };
}

/** Writes `<name>-wide.png`, `<name>-narrow.png` and `<name>-dark.png`. */
export async function photograph(browser, url, { name, question, folder }) {
  const looks = { wide: [1280, 'light'], narrow: [320, 'light'], dark: [1280, 'dark'] };
  for (const [look, [width, colorScheme]] of Object.entries(looks)) {
    const page = await browser.newPage({ viewport: { width, height: 720 }, colorScheme });
    await page.goto(url);
    await page.screenshot({ path: join(folder, `${name}-${look}-closed.png`) });
    await typeInto(page, question);
    await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
    await page.close();
  }
}

async function typeInto(page, question) {
  const dialog = page.locator('rank-search').first();
  await dialog.waitFor({ state: 'attached' });
  await page.waitForFunction(() => customElements.get('rank-search') !== undefined);
  await page.keyboard.press('Control+k');
  await dialog.getByRole('combobox').fill(question);
  const status = dialog.getByRole('status');
  await status.filter({ hasText: /result|failed|cannot|found/ }).waitFor({ timeout: 90_000 });
  const said = await status.textContent();
  if (/^\d+ results?$/.test(said)) return dialog;
  throw new Error(`The dialog says: ${said}`);
}
