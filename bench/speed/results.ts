/** @file `results.json`: every figure behind the report. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine';
import type { Measured, PartName } from './parts';

export type Results = {
  readonly machine?: Machine;
  readonly parts: Measured;
  /** The load average over the last five minutes of each part. Above `cores`, other work ran on the machine. */
  readonly loads?: Readonly<Partial<Record<PartName, number>>>;
};

/** Returns empty results where there is no file. */
export async function readResults(folder: string): Promise<Results> {
  const text = await readFile(join(folder, 'results.json'), 'utf8').catch(() => '{"parts":{}}');
  return JSON.parse(text) as Results;
}

export async function writeResults(folder: string, results: Results): Promise<void> {
  const short = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(results, short, 2)}\n`);
}
