/**
 * Whether an address leads to a page. An index may hold addresses that others wrote, and `javascript:…` would run as a
 * script of the page.
 *
 * @param base what a relative address is relative to
 */
export function isPage(url: string, base: string): boolean {
  return URL.canParse(url, base) && new URL(url, base).protocol !== 'javascript:';
}
