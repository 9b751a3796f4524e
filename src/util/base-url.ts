/** The base of the caller's relative URLs: the page's, or undefined outside a page. */
export function baseUrl(): string | undefined {
  return (globalThis as { readonly document?: { readonly baseURI: string } }).document?.baseURI;
}
