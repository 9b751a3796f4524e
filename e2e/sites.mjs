/**
 * @file `node e2e/sites.mjs [name…]` builds documentation sites from their generators' own starters with the lines of
 * docs/sites.md, and asks each a question in Chromium. It prints a table, and exits with 1 if an answer is wrong. It
 * installs much from the registry, so it is not part of the tests. With `--pictures <folder>` it also writes pictures
 * of the dialogs: wide, 320 pixels wide, and dark.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';
import { pack } from '../scripts/pack.mjs';
import { askDialog, photograph } from './sites/ask-dialog.mjs';
import { askDocSearch, docSearch } from './sites/docsearch.mjs';
import { docusaurus, starlight, vitePress } from './sites/generators.mjs';
import { askPagefind, pagefind } from './sites/pagefind.mjs';
import { serveFreely } from './sites/tools.mjs';

/** `keepsPage`: the page's own router goes to the result, without loading anew. */
const CASES = [
  {
    ...{ name: 'vitepress', title: 'VitePress', build: vitePress, ask: askDialog, keepsPage: true },
    ...{ question: 'emphasise one line of a program', expected: '/markdown-examples.html#syntax-highlighting' },
  },
  {
    ...{ name: 'docusaurus', title: 'Docusaurus', build: docusaurus, ask: askDialog },
    ...{
      question: 'see the pages in French',
      expected: '/docs/tutorial-extras/translate-your-site/#start-your-localized-site',
    },
  },
  {
    ...{ name: 'starlight', title: 'Starlight (Astro)', build: starlight, ask: askDialog },
    ...{ question: 'how to lead somebody through a task in steps', expected: '/guides/example/' },
  },
  {
    ...{ name: 'pagefind', title: 'Pagefind', build: pagefind, ask: askPagefind },
    ...{ question: 'how much does a place for my boat cost', expected: '/guide/mooring.html#fees' },
  },
  {
    ...{ name: 'docsearch', title: 'Algolia DocSearch', build: docSearch, ask: askDocSearch },
    ...{ question: 'how much does a place for my boat cost', expected: '/guide/mooring.html#fees' },
  },
];

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { pictures: { type: 'string' } },
});
const work = await mkdtemp(join(tmpdir(), 'rankside-sites-'));
const browser = await chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags] });
try {
  const tarball = await pack(work);
  const rows = [];
  for (const each of CASES) {
    if (wanted.length > 0 && !wanted.includes(each.name)) continue;
    process.stderr.write(`${each.title}\n`);
    rows.push(await attempt(each, tarball));
  }
  const lines = rows.map(({ title, question, outcome }) => `| ${title} | ${question} | ${outcome} |`);
  process.stdout.write(['| site | question | first result |', '|---|---|---|', ...lines, ''].join('\n'));
  process.exitCode = rows.length > 0 && rows.every(({ ok }) => ok) ? 0 : 1;
} finally {
  await browser.close();
  await rm(work, { recursive: true, force: true });
}

async function attempt(each, tarball) {
  try {
    const server = await serveFreely(await each.build(join(work, each.name), tarball));
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    try {
      await page.goto(server.url);
      const { found, address, keepsPage } = await each.ask(page, each.question);
      const isAsExpected = address.startsWith(each.expected) && (keepsPage || !each.keepsPage);
      const ok = isAsExpected && problems.length === 0;
      if (values.pictures !== undefined && each.ask === askDialog)
        await photograph(browser, server.url, { ...each, folder: values.pictures });
      return { ...each, ok, outcome: [`${ok ? '' : 'WRONG: '}${found} (\`${address}\`)`, ...problems].join('; ') };
    } finally {
      await page.close();
      server.close();
    }
  } catch (error) {
    const output = `${error.stdout ?? ''}${error.stderr ?? ''}` || String(error.message ?? error);
    process.stderr.write(`${output}\n`);
    return { ...each, ok: false, outcome: `FAILS: ${output.replace(/\s+/g, ' ').slice(0, 200)}` };
  }
}
