/** @file `results.json`: every figure behind the report. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Machine } from './machine';
import type { Measured, PartName } from './parts';

export type Results = {
  readonly machine?: Machine;
  readonly parts: Measured;
  /** Of each part: processes that wanted to run, on average over its last five minutes. Above `cores`, others were in the way. */
  readonly loads?: Readonly<Partial<Record<PartName, number>>>;
};

/** None where there is no file. */
export async function readResults(folder: string): Promise<Results> {
  const text = await readFile(join(folder, 'results.json'), 'utf8').catch(() => '{"parts":{}}');
  return JSON.parse(text) as Results;
}

export async function writeResults(folder: string, results: Results): Promise<void> {
  const short = (_: string, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(5)) : value);
  await writeFile(join(folder, 'results.json'), `${JSON.stringify(results, short, 2)}\n`);
}
