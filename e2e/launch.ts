/** @file Launches Chromium and opens a page that records its requests and problems. */
import { chromium } from 'playwright';
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { chromiumFlags, ensureChromium } from '../scripts/chromium.mjs';

export async function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: ensureChromium(), args: [...chromiumFlags], headless: true });
}

export type WatchedPage = {
  readonly page: Page;
  /** Every request, by URL. */
  readonly requests: readonly string[];
  /** Console errors, uncaught errors, failed requests and responses with status 400 or above. */
  readonly problems: readonly string[];
};

export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const requests: string[] = [];
  const problems: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('requestfailed', (request) => {
    problems.push(`${request.url()} failed: ${request.failure()?.errorText ?? 'no reason'}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.url()} answered ${response.status()}`);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  context.on('weberror', (error) => problems.push(String(error.error())));
  return { page, requests, problems };
}

/** The requests to other origins; `data:` and `blob:` URLs are not requests. */
export function foreignRequests(requests: readonly string[], origin: string): readonly string[] {
  return requests.filter((url) => /^(https?|wss?):/.test(url) && new URL(url).host !== new URL(origin).host);
}
