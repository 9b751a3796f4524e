/** @file Reads the pages of a built site, or the documents of a JSONL file, and cuts them into passages. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { packUnits } from '../../passages/pack-units';
import { splitIntoUnits } from '../../passages/text-units';
import type { IndexedPage } from '../../site-index/index-files';
import { UsageError } from '../usage-error';
import { readPage } from './page-sections';
import type { Section } from './page-sections';
import { isSitemap, readSitemap } from './read-sitemap';
import type { SitePage } from './read-sitemap';

export type SourcePassage = {
  /** The position of its page in `pages`. */
  readonly page: number;
  readonly heading: string;
  readonly anchor: string;
  readonly text: string;
};

export type Sources = { readonly pages: readonly IndexedPage[]; readonly passages: readonly SourcePassage[] };

export type SiteOptions = {
  /** The path under which the site is served. */
  readonly base: string;
  /** Whether addresses have no `.html`. */
  readonly cleanUrls: boolean;
  /** Where the pages of a sitemap are fetched from. Default: the origin of the sitemap's URL. */
  readonly origin?: string | undefined;
  /** Is told about each page of a sitemap that could not be fetched. */
  readonly onSkipped?: (message: string) => void;
};

/** Sections are shorter than documents of other kinds, and their vectors are shipped. */
const SIZES = { target: 120, overlap: 20, least: 30 };

/** @param path a folder of HTML files, a `.jsonl` file, or a sitemap: its URL or a `.xml` file */
export async function readSources(path: string, options: SiteOptions): Promise<Sources> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) return cutPages(await readFolder(path, options));
  const { origin, onSkipped = () => undefined } = options;
  if (isSitemap(path) && (found || /^https?:/i.test(path)))
    return cutPages(await readSitemap(path, { origin, onSkipped }));
  if (found && /\.(jsonl|ndjson)$/.test(path)) return readJsonLines(await readFile(path, 'utf8'), path);
  throw new UsageError(
    `Expected a folder of HTML files, a .jsonl file or a sitemap, got "${path}"${found ? '' : ', which does not exist'}`,
  );
}

async function readFolder(folder: string, options: SiteOptions): Promise<SitePage[]> {
  const paths = (await readdir(folder, { recursive: true }))
    .map((path) => path.split(sep).join('/'))
    .filter((path) => /\.html?$/.test(path) && !/(^|\/)404\.html$/.test(path))
    .sort();
  const read = async (path: string) => ({
    url: urlOf(path, options),
    html: await readFile(join(folder, path), 'utf8'),
  });
  const pages: SitePage[] = [];
  for (const path of paths) pages.push(await read(path));
  return pages;
}

function cutPages(found: readonly SitePage[]): Sources {
  const pages: IndexedPage[] = [];
  const passages: SourcePassage[] = [];
  for (const { url, html } of found) {
    const content = readPage(html);
    if (content === undefined || content.sections.length === 0) continue;
    passages.push(...content.sections.flatMap((section) => cutSection(section, pages.length, content.title)));
    pages.push({ id: url, url, ...(content.title === '' ? {} : { title: content.title }) });
  }
  return { pages, passages };
}

function cutSection({ headings, anchor, text }: Section, page: number, title: string): SourcePassage[] {
  const units = splitIntoUnits(text, { kind: 'text', start: 0, end: text.length });
  const heading = [title, ...headings].filter(Boolean).join(' › ');
  return packUnits(units, SIZES).map(({ start, end }) => ({ page, heading, anchor, text: text.slice(start, end) }));
}

function urlOf(path: string, { base, cleanUrls }: SiteOptions): string {
  const withoutIndex = path.replace(/(^|\/)index\.html?$/, '$1');
  return base + encodeURI(cleanUrls ? withoutIndex.replace(/\.html?$/, '') : withoutIndex);
}

function readJsonLines(text: string, file: string): Sources {
  const pages: IndexedPage[] = [];
  const passages: SourcePassage[] = [];
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const { page, body } = parseLine(line, `${file}, line ${i + 1}`);
    passages.push(...cutSection({ headings: [], anchor: '', text: body }, pages.length, page.title ?? ''));
    pages.push(page);
  });
  return { pages, passages };
}

function parseLine(line: string, where: string): { readonly page: IndexedPage; readonly body: string } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new UsageError(`${where}: Expected JSON, got "${line.slice(0, 40)}"`, { cause });
  }
  const { id, url, title, text, meta } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const name = id ?? url;
  if (typeof name !== 'string' && typeof name !== 'number') throw new UsageError(`${where}: Expected "id" or "url"`);
  if (typeof text !== 'string') throw new UsageError(`${where}: Expected "text" to be a string`);
  return {
    body: text,
    page: {
      id: name,
      ...(typeof url === 'string' ? { url } : {}),
      ...(typeof title === 'string' && title !== '' ? { title } : {}),
      ...(meta === undefined ? {} : { meta: JSON.stringify(meta) }),
    },
  };
}
