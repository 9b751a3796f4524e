/**
 * @file The address of the page names the view and the question (`#/search?q=…`), so that a link, a reload and the
 * history lead back to both. What follows `#` is not sent to a server.
 */

export type Address = { readonly view: string; readonly query: string };

export function readAddress(hash = location.hash): Address {
  const [view = '', parameters = ''] = hash.replace(/^#\//, '').split('?', 2);
  return { view, query: new URLSearchParams(parameters).get('q') ?? '' };
}

/** Replaces the question in the address of the Search view, without a new entry of the history. */
export function writeQuery(query: string): void {
  const { view } = readAddress();
  const hash = query === '' ? '#/search' : `#/search?${new URLSearchParams({ q: query }).toString()}`;
  const link = document.querySelector<HTMLAnchorElement>('#nav a[href^="#/search"]');
  link?.setAttribute('href', hash);
  if (view !== '' && view !== 'search') return;
  if (location.hash !== hash && !(query === '' && location.hash === '')) history.replaceState(history.state, '', hash);
}
