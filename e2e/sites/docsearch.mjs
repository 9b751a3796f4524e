/**
 * @file The recipe for DocSearch, with the package `@docsearch/js` and a local server that answers as Algolia's search
 * API does, with sections of e2e/site-page.
 */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { build } from 'vite';
import { root } from '../../scripts/paths.mjs';
import { blocksOf } from './docs-blocks.mjs';
import { install } from './tools.mjs';

const PAGE = `<!doctype html><html lang="en"><title>Docs</title><link rel="icon" href="data:," />
<div id="docsearch"></div><script type="module" src="/docsearch.js"></script></html>`;

/** Records as Algolia's crawler makes them, in an order in which the answer is the last. */
const RECORDS = [
  [
    'Tides',
    'Storms',
    'tides.html#storms',
    'In a storm the water may stand a metre higher. Move the boats before it comes.',
  ],
  ['Mooring', null, 'mooring.html#mooring', 'Every boat needs two lines at the bow and two at the stern.'],
  ['Mooring', 'Fees', 'mooring.html#fees', 'The price of a berth depends on the length of the boat.'],
];

export async function docSearch(folder, tarball) {
  const { files } = await blocksOf('Algolia DocSearch');
  await mkdir(folder, { recursive: true });
  await cp(join(root, 'e2e/site-page/guide'), join(folder, 'public/guide'), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await writeFile(join(folder, 'index.html'), PAGE);
  await writeFile(join(folder, 'docsearch.js'), files.get('docsearch.js'));
  await install(folder, '@docsearch/js', tarball);
  await build({ root: folder, configFile: false, logLevel: 'error' });
  return join(folder, 'dist');
}

/** Types into the dialog of DocSearch. Requests to Algolia's hosts go to the local server. */
export async function askDocSearch(page, question) {
  const api = createServer((request, response) => void answerAsAlgolia(request, response)).listen(0, '127.0.0.1');
  try {
    await page.route(/\.algolia(net)?\.(net|com)\//, async (route) => {
      const { pathname } = new URL(route.request().url());
      const response = await route.fetch({ url: `http://127.0.0.1:${api.address().port}${pathname}` });
      await route.fulfill({ response });
    });
    await page.locator('#docsearch button').first().click();
    await page.locator('.DocSearch-Input').fill(question);
    const first = page.locator('.DocSearch-Hit a').first();
    await first.waitFor({ timeout: 90_000 });
    const [order, href] = [await page.locator('.DocSearch-Hit').count(), await first.getAttribute('href')];
    if (order !== RECORDS.length) throw new Error(`Expected ${RECORDS.length} hits, got ${order}`);
    const { pathname, hash } = new URL(href, page.url());
    return { found: (await first.textContent()).trim(), address: pathname + hash };
  } finally {
    api.close();
  }
}

/** @see https://www.algolia.com/doc/rest-api/search/search */
async function answerAsAlgolia(request, response) {
  let body = '';
  for await (const chunk of request) body += chunk;
  const { requests = [] } = JSON.parse(body || '{}');
  const results = requests.map(({ indexName, query }) => {
    const hits = RECORDS.map((record, i) => hitOf(record, i));
    return { index: indexName, query, hits, nbHits: hits.length, page: 0, nbPages: 1, processingTimeMS: 1 };
  });
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ results }));
}

function hitOf([lvl1, lvl2, path, content], i) {
  const hierarchy = { lvl0: 'Guide', lvl1, lvl2, lvl3: null, lvl4: null, lvl5: null, lvl6: null };
  const marked = (value) => ({ value, matchLevel: 'none', matchedWords: [] });
  const levels = Object.fromEntries(
    Object.entries(hierarchy).flatMap(([key, value]) => (value === null ? [] : [[key, marked(value)]])),
  );
  return {
    ...{ objectID: String(i), url: `/guide/${path}`, anchor: path.split('#')[1], type: 'content', content, hierarchy },
    _highlightResult: { hierarchy: levels, content: marked(content) },
    _snippetResult: { hierarchy: levels, content: marked(content) },
  };
}
