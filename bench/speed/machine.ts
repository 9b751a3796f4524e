/** @file What was measured on. */
import { cpus } from 'node:os';
import { withBrowser } from './browser';
import { makePassages } from './text';
import type { World } from './world';

export type Machine = {
  readonly processor: string;
  readonly cores: number;
  readonly chromium: string;
  readonly text: string;
  /** Of the lists that are called 160 tokens long: a passage's mean. */
  readonly tokens: number;
};

export async function machine({ pool, countTokens }: World): Promise<Machine> {
  const chromium = await withBrowser((browser) => Promise.resolve(browser.version()));
  const counts = makePassages(pool, { count: 500, tokens: 160, seed: 1 }).map(countTokens);
  const tokens = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  const [first] = cpus();
  return {
    processor: first?.model ?? 'unknown',
    cores: cpus().length,
    chromium,
    text: pool.name,
    tokens,
  };
}
