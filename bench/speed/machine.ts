/** @file The machine and the texts of a measurement. */
import { cpus } from 'node:os';
import { withBrowser } from './browser';
import { makePassages } from './text';
import type { PartContext } from './part-context';

export type Machine = {
  readonly processor: string;
  readonly cores: number;
  readonly chromium: string;
  readonly text: string;
  /** The mean number of tokens of the passages that are nominally 160 tokens long. */
  readonly tokens: number;
};

export async function machine({ pool, countTokens }: PartContext): Promise<Machine> {
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
