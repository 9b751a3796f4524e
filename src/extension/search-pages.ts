/** @file The search pages that the extension ranks: a list that the person edits, kept in the extension's storage. */
/// <reference types="chrome" />

/** How the results of one search engine are found in its pages. */
export type SearchPage = {
  readonly name: string;
  /** Match patterns of its result pages, such as `https://example.org/search*`. */
  readonly matches: readonly string[];
  /** The parameter of the address, or the name of the input, that holds the query. */
  readonly query: string;
  /** A CSS selector of the results. They must be siblings. */
  readonly items: string;
  /** A CSS selector of the parts of a result that the model reads. Empty for all of its text. */
  readonly text: string;
  readonly isOn: boolean;
};

/**
 * The pages that are offered at first, all off. The selectors are those by which SearXNG's engines read these pages
 * (August 2026); engines change their pages without notice, and the list can be edited.
 */
export const OFFERED_PAGES: readonly SearchPage[] = [
  {
    name: 'SearXNG on this machine',
    matches: ['http://localhost/search*', 'http://127.0.0.1/search*'],
    query: 'q',
    items: '#urls article.result',
    text: 'h3, .content',
    isOn: false,
  },
  {
    name: 'DuckDuckGo, pages without scripts',
    matches: ['https://html.duckduckgo.com/html*'],
    query: 'q',
    items: '#links .web-result',
    text: 'h2, .result__snippet',
    isOn: false,
  },
  {
    name: 'Bing',
    matches: ['https://www.bing.com/search*'],
    query: 'q',
    items: '#b_results > li.b_algo',
    text: 'h2, p',
    isOn: false,
  },
  {
    name: 'Mojeek',
    matches: ['https://www.mojeek.com/search*'],
    query: 'q',
    items: 'ul.results-standard > li',
    text: 'h2, p.s',
    isOn: false,
  },
];

const KEY = 'pages';

export async function readPages(): Promise<readonly SearchPage[]> {
  const stored = await chrome.storage.local.get<{ [KEY]?: readonly SearchPage[] }>(KEY);
  return stored[KEY] ?? OFFERED_PAGES;
}

export async function writePages(pages: readonly SearchPage[]): Promise<void> {
  await chrome.storage.local.set({ [KEY]: pages });
}

/**
 * Says what is wrong with a page, for the person who edits it.
 *
 * @returns undefined if nothing is
 */
export function problemOf(page: SearchPage): string | undefined {
  if (page.name.trim() === '') return 'Expected a name.';
  if (page.matches.length === 0) return 'Expected at least one address, such as https://example.org/search*.';
  const wrong = page.matches.find((match) => !PATTERN.test(match));
  if (wrong !== undefined) return `Expected an address such as https://example.org/search*, got ${wrong}`;
  if (page.query.trim() === '') return 'Expected the parameter that holds the query, such as q.';
  if (page.items.trim() === '') return 'Expected a selector of the results, such as .result.';
  return undefined;
}

/** A match pattern as browsers define it, without ports, which Chromium and Firefox do not match. */
const PATTERN = /^(\*|https?):\/\/(\*|(\*\.)?[^/*:]+)\/.*$/;

/** Whether an address belongs to a page. */
export function isAt(page: SearchPage, address: string): boolean {
  const { protocol, hostname, pathname, search } = new URL(address);
  return page.matches.some((match) => toRegExp(match).test(`${protocol}//${hostname}${pathname}${search}`));
}

function toRegExp(match: string): RegExp {
  const [, scheme = '', host = '', path = ''] = /^([^:]+):\/\/([^/]+)(\/.*)$/.exec(match) ?? [];
  const anyHost = host === '*' ? '[^/]+' : escape(host).replace(/^\\\*\\\./, '([^/]+\\.)?');
  return new RegExp(`^${scheme === '*' ? 'https?' : scheme}://${anyHost}${escape(path).replaceAll('\\*', '.*')}$`);
}

function escape(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
