/** @file `methods.json`: what was measured, query by query, so that a run goes on where it stopped and redoes only what has changed. */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readText } from '../../src/cli/read-text';

export type MethodsRecord = {
  readonly format: 1;
  readonly sets: Readonly<Record<string, SetRecord>>;
  /** By method. */
  readonly timings: Readonly<Record<string, Timing>>;
};

export type SetRecord = {
  /** By query: nDCG@10 of the first stage, and what a random order of its first candidates is expected to have. */
  readonly baselines: Readonly<Record<string, { readonly firstStage: number; readonly random: number }>>;
  readonly methods: Readonly<Record<string, MethodRecord>>;
};

/** What a measurement hangs on. */
export type Conditions = {
  readonly model: string;
  readonly fingerprint: string;
  readonly candidates: number;
  readonly passageTokens: number | null;
};

export type MethodRecord = Conditions & { readonly queries: Readonly<Record<string, QueryRecord>> };

export type QueryRecord = {
  readonly ndcg10: number;
  /** Forward passes, and the tokens that they read. */
  readonly calls: number;
  readonly tokens: number;
  /** Of processor time, on a machine that does other things too. */
  readonly seconds: number;
};

/** Seconds a query by the clock, with nothing of its passages at hand: the median. */
export type Timing = Conditions & {
  readonly set: string;
  readonly queries: number;
  readonly seconds: number;
  readonly machine: string;
};

export async function readMethodsRecord(path: string): Promise<MethodsRecord> {
  const text = await readText(path).catch(() => undefined); // none yet
  if (text === undefined) return { format: 1, sets: {}, timings: {} };
  const record = JSON.parse(text) as MethodsRecord;
  if ((record.format as number) === 1) return record;
  throw new Error(`Expected "${path}" to have format 1, got ${String(record.format)}`);
}

/** All or nothing: whoever reads it never meets half a file. */
export async function writeMethodsRecord(path: string, record: MethodsRecord): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(`${path}.part`, toText(record));
  await rename(`${path}.part`, path);
}

/** Queries that were measured under the same conditions. */
export function measuredBefore(
  record: MethodsRecord,
  set: string,
  method: string,
  conditions: Conditions,
): MethodRecord['queries'] {
  const found = record.sets[set]?.methods[method];
  return found && isUnder(found, conditions) ? found.queries : {};
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

export function isUnder(found: Conditions, { model, fingerprint, candidates, passageTokens }: Conditions): boolean {
  return (
    found.model === model &&
    found.fingerprint === fingerprint &&
    found.candidates === candidates &&
    found.passageTokens === passageTokens
  );
}

/** Indented, but what was found of a query on one line. */
function toText(record: MethodsRecord): string {
  const text = JSON.stringify(
    record,
    (_, value: unknown) => (typeof value === 'number' ? Number(value.toFixed(4)) : value),
    1,
  );
  return `${text.replace(/\{\n[^{}]*?\n\s*\}/g, (object) => object.replace(/\n\s*/g, ' '))}\n`;
}
