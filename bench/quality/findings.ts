/** @file The contents of a report, and the queries on them that its tables and plots use. */
import type { PassRecord, QualityRecord } from './record';
import type { Reference } from './references';
import type { Row } from './rows';
import { meanOf, rowsOf } from './rows';
import { passes, reliabilitySet, setNotes, untrained } from './systems';

export type Findings = {
  readonly record: QualityRecord;
  readonly references: readonly Reference[];
  readonly rows: readonly Row[];
  /** The sets, in the order of the report. */
  readonly sets: readonly string[];
};

export function findingsOf(record: QualityRecord, references: readonly Reference[]): Findings {
  return { record, references, rows: rowsOf(record, references), sets: setsOf(record) };
}

/** Returns the sets with notes first, in the order of the notes. */
function setsOf({ sets }: QualityRecord): string[] {
  const known = Object.keys(setNotes).filter((name) => name in sets);
  return [...known, ...Object.keys(sets).filter((name) => !known.includes(name))];
}

export function baselines(rows: readonly Row[]): [Row | undefined, Row | undefined] {
  return [rows.find((row) => row.kind === 'first stage'), rows.find((row) => row.name === untrained)];
}

/** Returns the passes of a set, in the order of the systems. */
export function passesOf(record: QualityRecord, set: string): { readonly name: string; readonly entry: PassRecord }[] {
  const found = record.sets[set]?.passes ?? {};
  return passes.flatMap(({ name }) => (found[name] ? [{ name, entry: found[name] }] : []));
}

export function reliabilitiesOf(record: QualityRecord) {
  return passesOf(record, reliabilitySet).flatMap(({ name, entry }) =>
    entry.reliability ? [{ name, found: entry.reliability }] : [],
  );
}

export function meanOfNamed({ rows, sets }: Findings, name: string): number | undefined {
  const row = rows.find((one) => one.name === name);
  return row && meanOf(row, 'ndcg10', sets);
}

/** Returns the mean over the sets; `undefined` where a set has no value. */
export function meanCost(
  { record, sets }: Findings,
  pass: string,
  what: 'msPerPassage' | 'bytesPerPassage',
): number | undefined {
  const found = sets.map((set) => record.sets[set]?.passes[pass]?.cost[what]);
  if (found.some((one) => one === undefined || one === null)) return undefined;
  return (found as number[]).reduce((sum, one) => sum + one, 0) / found.length;
}
