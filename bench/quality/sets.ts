/** @file The evaluation sets: their names, their settings and their files. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readBeir } from '../../src/cli/read-beir';
import { readText } from '../../src/cli/read-text';
import { UsageError } from '../../src/cli/usage-error';
import type { BeirSet } from '../../src/eval/beir';
import { candidatesOf } from './systems';

/** The settings of an evaluation set. */
export type SetPlan = {
  readonly name: string;
  readonly folder: string;
  /** The number of candidates of a query that are re-ranked; the rest of the run follows in its order. */
  readonly candidates: number;
  /** The lowest grade that MRR and MAP count as relevant. */
  readonly minGrade: number;
  /** The number of judged queries to evaluate, from the first one. Absent: all. */
  readonly queries?: number;
};

/**
 * Returns the sets that `sets.json` of a data folder lists, in its order, or those of them in `names`; `undefined`
 * where the file does not exist.
 *
 * @throws UsageError for a name that is not listed
 */
export async function planSets(
  data: string,
  { names, queries }: { readonly names?: readonly string[] | undefined; readonly queries?: number | undefined },
): Promise<SetPlan[] | undefined> {
  const file = join(data, 'sets.json');
  if (!(await isThere(file))) return undefined;
  const plans = parseSets(JSON.parse(await readText(file)), file).map(({ set, min_rel }) => ({
    name: set,
    folder: join(data, set),
    candidates: candidatesOf(set),
    minGrade: min_rel,
    ...(queries !== undefined && { queries }),
  }));
  return pick(plans, names, 'set');
}

/** Returns the items with the given names, in the order of `items`, or all without `names`. */
export function pick<T extends { readonly name: string }>(
  items: readonly T[],
  names: readonly string[] | undefined,
  what: string,
): T[] {
  const known = items.map((item) => item.name);
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`Expected a ${what} of ${known.join(', ')}, got "${unknown}"`);
  return items.filter(({ name }) => names?.includes(name) ?? true);
}

export function readSet({ folder }: SetPlan): Promise<BeirSet> {
  return readBeir(folder);
}

type SetEntry = { readonly set: string; readonly min_rel: number };

function parseSets(value: unknown, file: string): readonly SetEntry[] {
  if (Array.isArray(value) && value.every(isSetEntry)) return value;
  throw new SyntaxError(`${file}: Expected a list of objects with "set" and "min_rel"`);
}

function isSetEntry(value: unknown): value is SetEntry {
  if (typeof value !== 'object' || value === null) return false;
  return 'set' in value && typeof value.set === 'string' && 'min_rel' in value && typeof value.min_rel === 'number';
}

function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
