/**
 * @file Looks with axe at the states of the demo, in each colour scheme, on a wide and on a narrow screen. Screenshots
 * of all of them are saved to the folder in `RANKSIDE_SCREENSHOTS`, if that is set.
 */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { makePdf } from '../test/demo/make-files';
import { ask, demoUnderTest, drop, overflowOf, ready, shoot } from './demo-page';
import { harbourFiles } from './harbour-files';

const demo = demoUnderTest();

const SCHEMES = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  forced: { colorScheme: 'light', forcedColors: 'active' },
} as const;
const WIDTHS = [320, 1280];
/** The rules whose outcome depends on colours; the others are checked in one scheme. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** Returns what axe finds in this state, how much wider the page is than the screen, and options that are cut off. */
async function look(page: Page, state: string): Promise<string[]> {
  const found: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const [scheme, media] of Object.entries(SCHEMES)) {
      await page.emulateMedia(media);
      const axe = new AxeBuilder({ page }).setLegacyMode();
      const { violations } = await (scheme === 'light' ? axe : axe.withRules(COLOUR_RULES)).analyze();
      const name = `${state}-${width}-${scheme}`;
      found.push(...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${name}: ${id}: ${html}`)));
      await shoot(page, name);
    }
    const overflow = await overflowOf(page);
    if (overflow > 0) found.push(`${state}-${width}: ${overflow} pixels too wide`);
    for (const option of await cutOptions(page)) found.push(`${state}-${width}: "${option}" is cut off`);
  }
  return found;
}

/** The options that are wider than their select. Names of documents and folders may have any length. */
function cutOptions(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const shown = [...document.querySelectorAll('select')].filter(
      (select) => select.checkVisibility() && !select.id.startsWith('filter-'),
    );
    return shown.flatMap((select) => {
      const { width } = select.getBoundingClientRect();
      return [...select.options].flatMap((option) => {
        const alone = select.cloneNode() as HTMLSelectElement;
        alone.append(option.cloneNode(true));
        Object.assign(alone.style, { position: 'absolute', width: 'max-content' });
        select.after(alone);
        const needed = alone.getBoundingClientRect().width;
        alone.remove();
        return needed > width ? [option.text] : [];
      });
    });
  });
}

async function visit(page: Page, view: string): Promise<void> {
  await page.goto(`${demo.url}#/${view}`);
}

/** Starts to read a file that takes several times longer than axe does, so that the page shows its progress. */
async function startReading(page: Page): Promise<void> {
  const pages = Array.from({ length: 10_000 }, (_, at) => [{ text: `Entry ${at + 1} of the long register.` }]);
  const pdf = Buffer.from(await makePdf(pages).arrayBuffer()).toString('base64');
  await page.evaluate((base64) => {
    const transfer = new DataTransfer();
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    transfer.items.add(new File([bytes], 'register.pdf'));
    document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true }));
  }, pdf);
  await page.locator('#adding-line', { hasText: 'Reading 1 of 1: register.pdf' }).waitFor();
}

test('axe finds nothing in any state of the demo, and no state is wider than the screen', async () => {
  const page = await demo.open({ collection: false, reducedMotion: 'reduce' });
  await ready(page);
  const found = await look(page, 'empty');
  await drop(page, await harbourFiles(), '3 added.');
  await ask(page, 'what does a new mainsail cost', 'sails.docx');
  found.push(...(await look(page, 'results')));
  await page.locator('.open').first().click();
  await page.locator('#viewer-body mark').first().waitFor();
  found.push(...(await look(page, 'reader')));
  await page.keyboard.press('Escape');
  await ask(page, 'may I keep a puppy on the yacht', 'lease.pdf');
  await page.locator('.open').first().click();
  await page.locator('.sheet .line').first().waitFor();
  found.push(...(await look(page, 'reader-pdf')));
  await page.keyboard.press('Escape');
  await page.getByLabel('Search your documents').fill('how do plants make food from light');
  await page.locator('#search-state', { hasText: 'No passage answers this.' }).waitFor();
  await page.locator('#nearest').click();
  found.push(...(await look(page, 'nothing-fits')));

  await visit(page, 'documents');
  await drop(
    page,
    { 'a.pdf': new Blob(['no PDF']), 'b.png': new Blob([Uint8Array.of(0x89, 0x50, 0x4e, 0x47)]) },
    '2 could not be read.',
  );
  await startReading(page);
  found.push(...(await look(page, 'problems-and-reading')));
  expect(await page.locator('#adding').isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();

  await visit(page, 'paste');
  await page.getByLabel('Your question').fill('why is my bread so dense');
  await page.locator('#paste-state', { hasText: 'passages ranked in' }).waitFor();
  found.push(...(await look(page, 'paste')));
  await visit(page, 'engine');
  await page.locator('#engine-report', { hasText: 'Self-test' }).waitFor();
  found.push(...(await look(page, 'settings')));
  await visit(page, 'benchmark');
  await page.getByRole('button', { name: 'Measure' }).click();
  await page.locator('#benchmark-save').waitFor();
  found.push(...(await look(page, 'benchmark')));
  await visit(page, 'evaluate');
  found.push(...(await look(page, 'evaluate')));
  expect(found).toEqual([]);
});
