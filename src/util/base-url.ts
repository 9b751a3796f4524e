/** What relative URLs of the caller's are relative to: the page, where there is one. */
export function baseUrl(): string | undefined {
  return (globalThis as { readonly document?: { readonly baseURI: string } }).document?.baseURI;
}
