import { baseUrl } from '../util/base-url';

/**
 * Makes each URL of a tree absolute. With Turbopack, `new URL('./file', import.meta.url).href` is a path without an
 * origin, which the worker cannot resolve.
 */
export function absoluteUrls<T>(urls: T): T {
  if (typeof urls === 'string') return toAbsolute(urls) as T;
  if (Array.isArray(urls)) return urls.map((each: unknown) => absoluteUrls(each)) as T;
  if (typeof urls !== 'object' || urls === null) return urls;
  return Object.fromEntries(Object.entries(urls).map(([name, each]) => [name, absoluteUrls(each as unknown)])) as T;
}

function toAbsolute(url: string): string {
  const base = baseUrl();
  return base === undefined || /^[a-z][a-z\d+.-]*:/i.test(url) ? url : new URL(url, base).href;
}
