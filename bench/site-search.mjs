/**
 * @file `node bench/site-search.mjs`: makes indexes of two documentation sites and counts how many of 20 questions each
 * are answered by the first result, and by one of the first three. The sites are the documentation of npm packages
 * (`ai` and `undici`), rendered to plain HTML; the questions are in `site-search/questions.json`.
 *
 * It compares MiniSearch with the options of VitePress, the words of an index alone, and the search of an index.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { marked } from 'marked';
import MiniSearch from 'minisearch';
import { ensureBuilt } from '../scripts/build.mjs';
import { cache, dist, root } from '../scripts/paths.mjs';

const SITES = { ai: 'node_modules/ai-v7/docs', undici: 'node_modules/undici/docs/docs' };
const model = process.argv.includes('--base') ? 'base' : 'fast';

await ensureBuilt();
const questions = JSON.parse(await readFile(join(root, 'bench/site-search/questions.json'), 'utf8'));
const { createReranker } = await import(pathToFileURL(join(dist, 'node.js')).href);
const { openCollection } = await import(pathToFileURL(join(dist, 'collection.js')).href);
const reranker = await createReranker({ model, strategy: 'exact' });
for (const [name, source] of Object.entries(SITES)) {
  const [site, index] = [join(cache, 'sites', name), join(cache, 'sites', `${name}-index-${model}`)];
  const sections = await renderSite(join(root, source), site);
  const output = execFileSync(process.execPath, [
    ...[join(dist, 'cli.js'), 'index', site, '-o', index, '--clean-urls', '--model', model],
  ]);
  process.stdout.write(`\n## ${name}\n\n${output}`);
  const collection = await openCollection(pathToFileURL(`${index}/`), { reranker });
  const byVitePress = vitePressSearch(sections);
  const ranks = { vitepress: [], words: [], rankside: [] };
  for (const [question, expected] of questions[name]) {
    const urls = expected.map((page) => `/${page}`);
    const rankOf = (found) => found.findIndex((url) => urls.includes(url)) + 1;
    ranks.vitepress.push(rankOf(byVitePress(question)));
    for await (const { kind, results } of collection.stream(question, { topN: 10 }))
      ranks[kind === 'words' ? 'words' : 'rankside'].push(rankOf(results.map(({ id }) => id)));
    if (process.argv.includes('--verbose'))
      process.stdout.write(
        `${Object.values(ranks)
          .map((each) => each.at(-1))
          .join(' ')}  ${question}\n`,
      );
  }
  const hits = (list, depth) => list.filter((rank) => rank > 0 && rank <= depth).length;
  for (const [way, list] of Object.entries(ranks))
    process.stdout.write(
      `${way}: hit@1 ${hits(list, 1)} of ${list.length}, hit@3 ${hits(list, 3)} of ${list.length}\n`,
    );
  await collection.close();
}
await reranker.dispose();

/** Writes each Markdown file as a page. Returns the sections for VitePress's search. */
async function renderSite(from, to) {
  await rm(to, { recursive: true, force: true });
  const sections = [];
  for (const path of await readdir(from, { recursive: true })) {
    if (!/\.mdx?$/.test(path)) continue;
    const url = `/${path.replace(/\.mdx?$/, '')}`;
    const text = await readFile(join(from, path), 'utf8');
    const title = /^---\n[^]*?^title: *(.+)$/m.exec(text)?.[1]?.replace(/^['"]|['"]$/g, '');
    const body = text.replace(/^---\n[^]*?\n---\n/, '').replace(/^(import|export) .*$/gm, '');
    const html = marked.parse(body, { async: false }).replace(/<h([1-6])>(.*?)<\/h\1>/g, (_, level, inner) => {
      return `<h${level} id="${slug(inner)}">${inner}</h${level}>`;
    });
    const target = join(to, `${path.replace(/\.mdx?$/, '')}.html`);
    await mkdir(dirname(target), { recursive: true });
    const heading = /<h1/.test(html) ? '' : `<h1>${title ?? path}</h1>`;
    await writeFile(target, `<!doctype html><title>${title ?? path}</title><main>${heading}${html}</main>`);
    sections.push(...sectionsOf(`${heading}${html}`, url));
  }
  return sections;
}

function sectionsOf(html, url) {
  const titles = [];
  return html.split(/(?=<h[1-6])/).map((part, i) => {
    const [, level = '1', heading = ''] = /^<h([1-6])[^>]*>(.*?)<\/h/.exec(part) ?? [];
    titles.splice(Number(level) - 1, Infinity, plain(heading));
    const text = plain(part.replace(/^<h([1-6])[^>]*>.*?<\/h\1>/, ''));
    return { id: `${url}#${i}`, title: plain(heading), titles: titles.slice(0, -1).filter(Boolean), text };
  });
}

/** VitePress's index of sections, with its default options. */
function vitePressSearch(sections) {
  const index = new MiniSearch({ fields: ['title', 'titles', 'text'] });
  index.addAll(sections);
  const options = { fuzzy: 0.2, prefix: true, boost: { title: 4, text: 2, titles: 1 } };
  return (query) => [...new Set(index.search(query, options).map(({ id }) => id.replace(/#\d+$/, '')))].slice(0, 10);
}

function plain(html) {
  return html
    .replace(/<[^>]+>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')
    .trim();
}

function slug(html) {
  return plain(html)
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-');
}
