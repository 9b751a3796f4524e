/** @file The recipe for Pagefind over the pages of e2e/site-page, which Pagefind's own program indexes. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../scripts/paths.mjs';
import { blocksOf } from './docs-blocks.mjs';
import { install, shell } from './tools.mjs';

export async function pagefind(folder, tarball) {
  const { files } = await blocksOf('Pagefind');
  const site = join(folder, 'dist');
  await mkdir(folder, { recursive: true });
  await cp(join(root, 'e2e/site-page'), site, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }\n');
  await install(folder, 'pagefind', tarball);
  await shell(folder, 'npx pagefind --site dist');
  await shell(folder, 'npx rankside copy --models fast dist/rankside');
  await writeFile(join(site, 'search.js'), files.get('search.js'));
  await writeFile(join(site, 'main.js'), '');
  return site;
}

/** The question is one for which Pagefind alone has another first result; that is checked too. */
export async function askPagefind(page, question) {
  const { alone, best } = await page.evaluate(async (asked) => {
    const load = (path) => import(path);
    const { search } = await load('/search.js');
    const found = await (await load('/pagefind/pagefind.js')).search(asked);
    return { alone: (await found.results[0].data()).sub_results[0].url, best: (await search(asked))[0] };
  }, question);
  if (alone === best.url) throw new Error(`Expected Pagefind alone to have another first result than ${alone}`);
  return { found: best.title, address: best.url };
}
