/** @file The browser under measurement: on all cores, or held to some of them. */
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright';
import type { Browser, BrowserContext, Page } from 'playwright';
import { chromiumFlags, ensureChromium } from '../../scripts/chromium.mjs';

export type BenchBrowser = { readonly browser: Browser; close(): Promise<void> };

/** @param cores as `taskset` takes them, for instance `0`; undefined for all. */
export async function launchBrowser(cores?: string): Promise<BenchBrowser> {
  const folder = await mkdtemp(join(tmpdir(), 'rankside-bench-'));
  const executablePath = cores === undefined ? ensureChromium() : await heldTo(cores, folder);
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags], headless: true });
  return {
    browser,
    async close() {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Whether a process can be held to one core here. */
export function canHoldCores(): boolean {
  return spawnSync('taskset', ['-c', '0', 'true']).status === 0;
}

async function heldTo(cores: string, folder: string): Promise<string> {
  const path = join(folder, 'chromium');
  await writeFile(path, `#!/bin/sh\nexec taskset -c ${cores} '${ensureChromium()}' "$@"\n`);
  await chmod(path, 0o755);
  return path;
}

/** A page of `bench/page` in a context of its own, or in the one given. */
export async function openContender(
  owner: Browser | BrowserContext,
  server: string,
  name: string,
): Promise<ContenderPage> {
  const context = 'newContext' in owner ? await owner.newContext() : owner;
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  const opened = new ContenderPage(page, problems);
  await opened.goto(`${server}bench/page/${name}.html`);
  return opened;
}

/** A page whose verbs (`load`, `rank`, …) are called by name. */
export class ContenderPage {
  readonly page: Page;
  readonly #problems: readonly string[];

  constructor(page: Page, problems: readonly string[]) {
    this.page = page;
    this.#problems = problems;
  }

  async goto(url: string): Promise<void> {
    await this.page.goto(url);
    await this.#ready();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.#ready();
  }

  /** @throws Error with what the page said on its console */
  async call<T = Record<string, number>>(verb: string, options: unknown): Promise<T> {
    try {
      return await this.page.evaluate<T>(`contender.${verb}(${JSON.stringify(options) ?? ''})`);
    } catch (error) {
      const said = this.#problems.slice(-3).join('; ');
      throw new Error(`Expected \`${verb}\` to succeed in ${this.page.url()}${said ? `; the page said: ${said}` : ''}`, {
        cause: error,
      });
    }
  }

  close(): Promise<void> {
    return this.page.context().close();
  }

  async #ready(): Promise<void> {
    await this.page.waitForFunction('"contender" in globalThis');
  }
}
