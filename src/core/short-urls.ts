/** @file Shortens `data:` URLs in messages. Bundlers put small files into such URLs, of thousands of characters. */

const SHOWN = 40;

/** Returns `text` with each long `data:` URL cut after 40 characters. */
export function shortUrls(text: string): string {
  return text.replace(DATA_URL, (url) => (url.length > 2 * SHOWN ? `${url.slice(0, SHOWN)}…` : url));
}

const DATA_URL = /\bdata:[\w.+-]+\/[^\s"'`()<>:]+/g;
