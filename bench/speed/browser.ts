/** @file The measured browser, on all cores or pinned to some of them. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright';
import type { Browser, Page } from 'playwright';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';

/**
 * Runs `work` with a browser of its own, which is closed afterwards.
 *
 * @param cores the cores that the browser is pinned to, in the format of `taskset`; undefined for all
 */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>, cores?: string): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rankside-bench-'));
  const executablePath = cores === undefined ? ensureChromium() : await pinnedBrowser(cores, folder);
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags], headless: true });
  try {
    return await work(browser);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns whether a process can be pinned to one core on this machine. */
export function canPinCores(): boolean {
  return spawnSync('taskset', ['-c', '0', 'true']).status === 0;
}

async function pinnedBrowser(cores: string, folder: string): Promise<string> {
  const path = join(folder, 'chromium');
  await writeFile(path, `#!/bin/sh\nexec taskset -c ${cores} '${ensureChromium()}' "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

/** Opens a contender's page of `bench/page`, in a browser context without stored data. */
export async function openContender(browser: Browser, server: string, name: string): Promise<ContenderPage> {
  const opened = await emptyPage(browser);
  await opened.goto(server, name);
  return opened;
}

export async function emptyPage(browser: Browser): Promise<ContenderPage> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  return new ContenderPage(page, problems);
}

/** A page whose functions (`load`, `rank`, …) are called by name. */
export class ContenderPage {
  readonly page: Page;
  readonly #problems: readonly string[];

  constructor(page: Page, problems: readonly string[]) {
    this.page = page;
    this.#problems = problems;
  }

  async goto(server: string, name: string): Promise<void> {
    await this.page.goto(`${server}bench/page/${name}.html`);
    await this.#ready();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#ready();
  }

  /** @throws Error with the last errors on the page's console */
  async call<T = Record<string, number>>(name: string, options: object): Promise<T> {
    try {
      return await this.page.evaluate<T>(`contender.${name}(${JSON.stringify(options)})`);
    } catch (error) {
      const errors = this.#problems.slice(-3).join('; ');
      throw new Error(
        `Expected \`${name}\` to succeed in ${this.page.url()}${errors ? `, got the console errors ${errors}` : ''}`,
        {
          cause: error,
        },
      );
    }
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  async #ready(): Promise<void> {
    await this.page.waitForFunction('"contender" in globalThis');
  }
}
