/**
 * @file `quality.json`: what was measured, a finished pass at a time, so that a run which was stopped goes on where it was.
 *
 * Metrics are kept query by query, since comparing two systems needs pairs; a list has one value a query, in the order of `queries`.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readText } from '../../src/cli/read-text';
import type { Fusion } from '../../src/core/types';
import type { Metrics } from '../../src/eval/metrics';
import type { Reliability } from '../../src/eval/reliability';
import type { Job } from './job';
import type { SetPlan } from './sets';
import type { Pass } from './systems';

export const metricNames = ['ndcg10', 'mrr10', 'map'] as const;
export type MetricName = (typeof metricNames)[number];

/** One value a query, rounded to four decimals. */
export type Values = Readonly<Record<MetricName, readonly number[]>>;

export type QualityRecord = { readonly format: 1; readonly sets: Readonly<Record<string, SetRecord>> };

export type SetRecord = {
  readonly settings: Omit<SetPlan, 'name' | 'folder'>;
  readonly queries: readonly string[];
  readonly firstStage: Values;
  readonly passes: Readonly<Record<string, PassRecord>>;
};

export type PassRecord = Measured & {
  /** The model's `fingerprint`. */
  readonly model: string;
  readonly options: Pass['options'];
};

/** What one pass over one set found. */
export type Measured = {
  readonly engine: string;
  readonly rankings: Readonly<Partial<Record<Fusion, Values>>> & { readonly none: Values };
  readonly cost: Cost;
  /** Queries that the model could not read in full; they keep the first stage's order. */
  readonly unread: number;
  /** Of the judged candidates, where the model is calibrated and both kinds were judged. */
  readonly reliability?: Reliability & {
    /** Its `error` with relevant and other passages weighing the same. */
    readonly balancedError: number;
  };
};

export type Cost = {
  /** Distinct passages encoded, and what the whole pass took by the clock. */
  readonly passages: number;
  readonly seconds: number;
  /** Milliseconds of processor time, medians; `null` where no query was of the kind. */
  readonly msPerPassage: number | null;
  readonly msPerKeptQuery: number | null;
  /** Kept in memory: the mean over the passages, and for one of 150 tokens. */
  readonly bytesPerPassage: number;
  readonly bytesOf150: number;
  /** Share of the passages whose end was not read. */
  readonly truncated: number;
};

/** A pass over a set, with what every pass over the set shares. */
export type Outcome = Pick<SetRecord, 'queries' | 'firstStage'> & { readonly measured: Measured };

export async function readRecord(path: string): Promise<QualityRecord> {
  const text = await readText(path).catch(() => undefined); // none yet
  if (text === undefined) return { format: 1, sets: {} };
  const record = JSON.parse(text) as QualityRecord;
  if ((record.format as number) === 1) return record;
  throw new Error(`Expected "${path}" to have format 1, got ${String(record.format)}; --fresh starts anew`);
}

/** All or nothing: whoever reads it never meets half a file. */
export async function writeRecord(path: string, record: QualityRecord): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, toText(record));
  await rename(`${path}.part`, path);
}

/** Whether this very measurement is there: same settings, same model, same options. */
export function isDone(record: QualityRecord, { plan, pass, model }: Job): boolean {
  const set = record.sets[plan.name];
  const found = set?.passes[pass.name];
  if (!set || !found || !same(set.settings, settingsOf(plan))) return false;
  const fusions: readonly Fusion[] = ['none', ...pass.fusions];
  return found.model === model && same(found.options, pass.options) && fusions.every((each) => found.rankings[each]);
}

/** The record with a pass in it. Passes of other settings of the same set go: their queries are not the same. */
export function withPass(record: QualityRecord, { plan, pass, model }: Job, outcome: Outcome): QualityRecord {
  const { queries, firstStage, measured } = outcome;
  const settings = settingsOf(plan);
  const before = record.sets[plan.name];
  const others = before && same(before.settings, settings) ? before.passes : {};
  const passes = { ...others, [pass.name]: { model, options: pass.options, ...measured } };
  return { ...record, sets: { ...record.sets, [plan.name]: { settings, queries, firstStage, passes } } };
}

/** What was measured of the models as they are: `models` gives the hash of each pass's model. */
export function currentOnly(record: QualityRecord, models: ReadonlyMap<string, string>): QualityRecord {
  const sets = Object.entries(record.sets).map(([name, set]) => {
    const passes = Object.entries(set.passes).filter(([pass, { model }]) => models.get(pass) === model);
    return [name, { ...set, passes: Object.fromEntries(passes) }] as const;
  });
  return { ...record, sets: Object.fromEntries(sets.filter(([, { passes }]) => Object.keys(passes).length > 0)) };
}

/** One list a metric. */
export function valuesOf(metrics: readonly Metrics[]): Values {
  const list = (name: MetricName) => metrics.map((one) => round(one[name]));
  return { ndcg10: list('ndcg10'), mrr10: list('mrr10'), map: list('map') };
}

function settingsOf({ candidates, minGrade, queries }: SetPlan): SetRecord['settings'] {
  return { candidates, minGrade, ...(queries !== undefined && { queries }) };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** No figure here is worth more than four decimals. */
function round(value: number): number {
  return Number(value.toFixed(4));
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? round(value) : value;
}

/** Indented, but a list of plain values on one line. */
function toText(record: QualityRecord): string {
  const text = JSON.stringify(record, (_, value: unknown) => rounded(value), 1);
  return `${text.replace(/\[\n[^[\]{}]*?\n\s*\]/g, (list) => list.replace(/\n\s*/g, ''))}\n`;
}
