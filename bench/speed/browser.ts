/** @file The browser under measurement: on all cores, or held to some of them. */
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
 * @param cores that it is held to, as `taskset` takes them; undefined for all
 */
export async function withBrowser<T>(work: (browser: Browser) => Promise<T>, cores?: string): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'rankside-bench-'));
  const executablePath = cores === undefined ? ensureChromium() : await heldTo(cores, folder);
  const browser = await chromium.launch({ executablePath, args: [...chromiumFlags], headless: true });
  try {
    return await work(browser);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
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

/** A contender's page of `bench/page`, in a browser context without anything stored. */
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

/** A page whose verbs (`load`, `rank`, …) are called by name. */
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

  /** @throws Error with what the page said on its console */
  async call<T = Record<string, number>>(verb: string, options: object): Promise<T> {
    try {
      return await this.page.evaluate<T>(`contender.${verb}(${JSON.stringify(options)})`);
    } catch (error) {
      const said = this.#problems.slice(-3).join('; ');
      throw new Error(
        `Expected \`${verb}\` to succeed in ${this.page.url()}${said ? `; the page said: ${said}` : ''}`,
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
