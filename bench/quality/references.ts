/** @file Reference systems, `bench/reference/<system>.json`: metrics by query, as `training/` writes them. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readText } from '../../src/cli/read-text';
import type { SetRecord, Values } from './record';
import { metricNames } from './record';

export type Reference = {
  readonly system: string;
  readonly description: string;
  readonly sets: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
};

/** Reads all references of a folder, by name; returns none where the folder does not exist. */
export async function readReferences(folder: string): Promise<Reference[]> {
  const names = await readdir(folder).catch((): string[] => []);
  const files = names.filter((name) => name.endsWith('.json')).sort();
  return Promise.all(files.map(async (name) => parseReference(await readText(join(folder, name)), join(folder, name))));
}

/** Returns the values in the order of a set's queries; `undefined` where a metric of a query is missing. */
export function referenceValues({ sets }: Reference, name: string, { queries }: SetRecord): Values | undefined {
  const metrics = metricNames.map((metric) => [metric, queries.map((query) => sets[name]?.[metric]?.[query])] as const);
  if (metrics.some(([, values]) => values.includes(undefined))) return undefined;
  return Object.fromEntries(metrics) as unknown as Values;
}

function parseReference(text: string, file: string): Reference {
  const { system, description, sets } = JSON.parse(text) as Partial<Reference>;
  if (typeof system === 'string' && typeof description === 'string' && typeof sets === 'object') {
    return { system, description, sets };
  }
  throw new SyntaxError(`${file}: Expected an object with "system", "description" and "sets"`);
}
