/** @file Fetches the pages that a sitemap lists (https://www.sitemaps.org/protocol.html), from one origin. */
import { readFile } from 'node:fs/promises';
import { DomUtils, parseDocument } from 'htmlparser2';
import { messageOf } from '../../util/message-of';
import { UsageError } from '../usage-error';

export type SitePage = {
  /** The address in the index: path and query, below any origin. */
  readonly url: string;
  readonly html: string;
};

export type SitemapOptions = {
  /** Where the pages are fetched from. Default: the origin of the sitemap's own URL. */
  readonly origin?: string | undefined;
  /** Is told about each page that could not be fetched. */
  readonly onSkipped: (message: string) => void;
};

const AT_ONCE = 6;
const TIMEOUT_MS = 30_000;
/** Sitemaps may list sitemaps, which may not list further ones. */
const MOST_SITEMAPS = 1000;

export function isSitemap(from: string): boolean {
  return isUrl(from) || /\.xml$/i.test(from);
}

/**
 * Pages keep their paths and are fetched from `origin`, so that a local server can stand in for the published site.
 *
 * @param from the URL of a sitemap, or a file
 * @throws UsageError if the sitemap cannot be read, or is a file and no origin is given
 */
export async function readSitemap(from: string, { origin, onSkipped }: SitemapOptions): Promise<SitePage[]> {
  const base = origin ?? (isUrl(from) ? new URL(from).origin : undefined);
  if (base === undefined) throw new UsageError('Expected --origin with the origin to fetch the pages from');
  const addresses = await listedIn(isUrl(from) ? await fetchSitemap(from) : await readFile(from, 'utf8'), from, base);
  const pages: (SitePage | undefined)[] = [];
  const fetchFrom = async (start: number): Promise<void> => {
    for (let at = start; at < addresses.length; at += AT_ONCE) {
      const url = addresses[at]!;
      const { href } = new URL(url, base);
      const html = await fetchText(href, /html/).catch((error: unknown) => {
        onSkipped(`Skipped ${href}: ${messageOf(error)}`);
        return undefined;
      });
      if (html !== undefined) pages[at] = { url, html };
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, (_, start) => fetchFrom(start)));
  return pages.filter((page) => page !== undefined);
}

/** The paths of all pages, each once, also those of the sitemaps that the sitemap lists. */
async function listedIn(xml: string, from: string, base: string): Promise<string[]> {
  const { pages, sitemaps } = parseSitemap(xml, from);
  const paths = new Set(pages.map(pathOf));
  for (const sitemap of sitemaps.slice(0, MOST_SITEMAPS)) {
    const url = new URL(pathOf(sitemap), base).href;
    for (const page of parseSitemap(await fetchSitemap(url), url).pages) paths.add(pathOf(page));
  }
  return [...paths];
}

function parseSitemap(xml: string, from: string): { readonly pages: string[]; readonly sitemaps: string[] } {
  const document = parseDocument(xml, { xmlMode: true });
  const locations = (name: string): string[] =>
    DomUtils.getElementsByTagName(name, document).flatMap(({ children }) =>
      children
        .filter((child) => 'name' in child && child.name === 'loc')
        .map((loc) => DomUtils.textContent(loc).trim()),
    );
  const found = { pages: locations('url'), sitemaps: locations('sitemap') };
  if (found.pages.length + found.sitemaps.length === 0)
    throw new UsageError(`Expected a sitemap with <url> or <sitemap> elements, got none in "${from}"`);
  const wrong = [...found.pages, ...found.sitemaps].find((location) => !isUrl(location));
  if (wrong === undefined) return found;
  throw new UsageError(`${from}: Expected each <loc> to be an http(s) URL, got "${wrong.slice(0, 100)}"`);
}

async function fetchSitemap(url: string): Promise<string> {
  return fetchText(url, /xml|text\/plain|octet-stream/).catch((cause: unknown) => {
    throw new UsageError(`Cannot fetch ${url}: ${messageOf(cause)}`, { cause });
  });
}

async function fetchText(url: string, type: RegExp): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`the server answered ${response.status}`);
  const got = response.headers.get('content-type') ?? '';
  if (type.test(got)) return response.text();
  throw new Error(`the server answered with the content type "${got}"`);
}

function pathOf(location: string): string {
  const { pathname, search } = new URL(location);
  return pathname + search;
}

function isUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
