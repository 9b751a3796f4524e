/**
 * @file `methods.json`: the measurements by query, so that a run continues where it stopped and repeats only changed
 * conditions.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readText } from '../../src/cli/read-text';

export type MethodsRecord = {
  readonly format: 1;
  readonly sets: Readonly<Record<string, SetRecord>>;
  /** The timings by method. */
  readonly timings: Readonly<Record<string, Timing>>;
};

export type SetRecord = {
  /** By query: nDCG@10 of the first stage, and its expected value for a random order of the first candidates. */
  readonly baselines: Readonly<Record<string, { readonly firstStage: number; readonly random: number }>>;
  readonly methods: Readonly<Record<string, MethodRecord>>;
};

/** The conditions under which a measurement is valid. */
export type Conditions = {
  readonly model: string;
  readonly fingerprint: string;
  readonly candidates: number;
  readonly passageTokens: number | null;
};

export type MethodRecord = Conditions & { readonly queries: Readonly<Record<string, QueryRecord>> };

export type QueryRecord = {
  readonly ndcg10: number;
  /** The number of forward passes, and of the tokens in them. */
  readonly calls: number;
  readonly tokens: number;
  /** Seconds of processor time, which other work on the machine affects little. */
  readonly seconds: number;
};

/** The median wall-clock time per query, in seconds, without cached passages. */
export type Timing = Conditions & {
  readonly set: string;
  readonly queries: number;
  readonly seconds: number;
  readonly machine: string;
};

export async function readMethodsRecord(path: string): Promise<MethodsRecord> {
  const text = await readText(path).catch(() => undefined); // there is no record yet
  if (text === undefined) return { format: 1, sets: {}, timings: {} };
  const record = JSON.parse(text) as MethodsRecord;
  if ((record.format as number) === 1) return record;
  throw new Error(`Expected "${path}" to have format 1, got ${String(record.format)}`);
}

/** Writes atomically, so that readers never see a partial file. */
export async function writeMethodsRecord(path: string, record: MethodsRecord): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, toText(record));
  await rename(`${path}.part`, path);
}

/** Returns the queries that were measured under the same conditions. */
export function measuredBefore(
  record: MethodsRecord,
  set: string,
  method: string,
  conditions: Conditions,
): MethodRecord['queries'] {
  const found = record.sets[set]?.methods[method];
  return found && hasConditions(found, conditions) ? found.queries : {};
}

export function withBaselines(record: MethodsRecord, set: string, baselines: SetRecord['baselines']): MethodsRecord {
  const before = record.sets[set] ?? { methods: {}, baselines: {} };
  return { ...record, sets: { ...record.sets, [set]: { ...before, baselines } } };
}

export function withMethod(record: MethodsRecord, set: string, name: string, method: MethodRecord): MethodsRecord {
  const before = record.sets[set] ?? { methods: {}, baselines: {} };
  const methods = { ...before.methods, [name]: method };
  return { ...record, sets: { ...record.sets, [set]: { ...before, methods } } };
}

export function hasConditions(
  found: Conditions,
  { model, fingerprint, candidates, passageTokens }: Conditions,
): boolean {
  return (
    found.model === model &&
    found.fingerprint === fingerprint &&
    found.candidates === candidates &&
    found.passageTokens === passageTokens
  );
}

/** Formats the record with indentation, and the results of each query on one line. */
function toText(record: MethodsRecord): string {
  const text = JSON.stringify(
    record,
    (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(4)) : value),
    1,
  );
  return `${text.replace(/\{\n[^{}]*?\n\s*\}/g, (object) => object.replace(/\n\s*/g, ' '))}\n`;
}
