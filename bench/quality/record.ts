/**
 * @file `quality.json`: the measurements of finished passes, so that an interrupted run continues.
 *
 * Metrics are recorded by query, since paired comparisons need them; a list has one value per query, in the order of
 * `queries`.
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

/** One value per query, rounded to four decimals. */
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

/** The measurements of one pass over one set. */
export type Measured = {
  readonly engine: string;
  readonly rankings: Readonly<Partial<Record<Fusion, Values>>> & { readonly none: Values };
  readonly cost: Cost;
  /** The number of queries that are too long for the model; they keep the first-stage order. */
  readonly unread: number;
  /** The reliability over the judged candidates, where the model is calibrated and both kinds were judged. */
  readonly reliability?: Reliability & {
    /** The `error` when relevant and other passages have the same total weight. */
    readonly balancedError: number;
  };
};

export type Cost = {
  /** The number of distinct passages encoded, and the wall-clock time of the pass. */
  readonly passages: number;
  readonly seconds: number;
  /** Medians of processor time, in milliseconds; `null` where there was no such query. */
  readonly msPerPassage: number | null;
  readonly msPerKeptQuery: number | null;
  /** The cached bytes: the mean over the passages, and those of a passage of 150 tokens. */
  readonly bytesPerPassage: number;
  readonly bytesOf150: number;
  /** The share of the passages that were truncated. */
  readonly truncated: number;
};

/** The measurements of a pass over a set, and the data that all passes over the set share. */
export type Outcome = Pick<SetRecord, 'queries' | 'firstStage'> & { readonly measured: Measured };

export async function readRecord(path: string): Promise<QualityRecord> {
  const text = await readText(path).catch(() => undefined); // there is no record yet
  if (text === undefined) return { format: 1, sets: {} };
  const record = JSON.parse(text) as QualityRecord;
  if ((record.format as number) === 1) return record;
  throw new Error(`Expected "${path}" to have format 1, got ${String(record.format)}; --fresh starts a new record`);
}

/** Writes atomically, so that readers never see a partial file. */
export async function writeRecord(path: string, record: QualityRecord): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, toText(record));
  await rename(`${path}.part`, path);
}

/** Returns whether the record has this measurement, with the same settings, model and options. */
export function isMeasured(record: QualityRecord, { plan, pass, model }: Job): boolean {
  const set = record.sets[plan.name];
  const found = set?.passes[pass.name];
  if (!set || !found || !same(set.settings, settingsOf(plan))) return false;
  const fusions: readonly Fusion[] = ['none', ...pass.fusions];
  return found.model === model && same(found.options, pass.options) && fusions.every((each) => found.rankings[each]);
}

/** Adds a pass to the record. Passes of the same set with other settings are removed, because their queries differ. */
export function withPass(record: QualityRecord, { plan, pass, model }: Job, outcome: Outcome): QualityRecord {
  const { queries, firstStage, measured } = outcome;
  const settings = settingsOf(plan);
  const before = record.sets[plan.name];
  const others = before && same(before.settings, settings) ? before.passes : {};
  const passes = { ...others, [pass.name]: { model, options: pass.options, ...measured } };
  return { ...record, sets: { ...record.sets, [plan.name]: { settings, queries, firstStage, passes } } };
}

/** Returns the measurements of the current models; `models` has the hash of each pass's model. */
export function currentOnly(record: QualityRecord, models: ReadonlyMap<string, string>): QualityRecord {
  const sets = Object.entries(record.sets).map(([name, set]) => {
    const passes = Object.entries(set.passes).filter(([pass, { model }]) => models.get(pass) === model);
    return [name, { ...set, passes: Object.fromEntries(passes) }] as const;
  });
  return { ...record, sets: Object.fromEntries(sets.filter(([, { passes }]) => Object.keys(passes).length > 0)) };
}

/** Returns one list per metric. */
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

/** Four decimals are enough for every figure of the record. */
function round(value: number): number {
  return Number(value.toFixed(4));
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? round(value) : value;
}

/** Formats the record with indentation, and lists of plain values on one line. */
function toText(record: QualityRecord): string {
  const text = JSON.stringify(record, (_, value: unknown) => rounded(value), 1);
  return `${text.replace(/\[\n[^[\]{}]*?\n\s*\]/g, (list) => list.replace(/\n\s*/g, ''))}\n`;
}
