/**
 * @file The rows of the report: BM25, the references, and each pass with and without fusion, with their values on each
 * set.
 */
import type { Interval } from '../../src/eval/bootstrap';
import { bootstrapInterval, pairedDifferences } from '../../src/eval/bootstrap';
import type { MetricName, QualityRecord, SetRecord, Values } from './record';
import type { Reference } from './references';
import { referenceValues } from './references';
import { passes } from './systems';

export type Row = {
  readonly name: string;
  readonly kind: 'first stage' | 'reference' | 'model' | 'fused';
  /** The values by set; a set without complete values is absent. */
  readonly values: ReadonlyMap<string, Values>;
};

export function rowsOf(record: QualityRecord, references: readonly Reference[]): Row[] {
  const row = (name: string, kind: Row['kind'], read: (set: SetRecord, name: string) => Values | undefined): Row => {
    const found = Object.entries(record.sets).map(([set, entry]) => [set, read(entry, set)] as const);
    return { name, kind, values: new Map(found.filter((one): one is [string, Values] => one[1] !== undefined)) };
  };
  const rows = [
    row('BM25', 'first stage', (set) => set.firstStage),
    ...references.map((one) => row(one.system, 'reference', (set, name) => referenceValues(one, name, set))),
    ...passes.flatMap(({ name, fusions }) => [
      row(name, 'model', (set) => set.passes[name]?.rankings.none),
      ...fusions.map((each) => row(fusedName(name, each), 'fused', (set) => set.passes[name]?.rankings[each])),
    ]),
  ];
  return rows.filter(({ values }) => values.size > 0);
}

export function fusedName(pass: string, fusion: string): string {
  return `${pass} + ${fusion}`;
}

/** Returns the mean over the sets of the metric's mean on each; `undefined` where a set is missing. */
export function meanOf(row: Row, metric: MetricName, sets: readonly string[]): number | undefined {
  const lists = listsOf(row, metric, sets);
  if (!lists) return undefined;
  return lists.reduce((sum, list) => sum + list.reduce((a, b) => a + b, 0) / list.length, 0) / lists.length;
}

/** Returns the mean nDCG@10 over the sets with its interval; `undefined` where a set is missing. */
export function intervalOf(row: Row, sets: readonly string[]): Interval | undefined {
  const lists = listsOf(row, 'ndcg10', sets);
  return lists && bootstrapInterval(lists);
}

/**
 * Returns the gain in nDCG@10 over `baseline`, paired by query; `undefined` for the baseline itself, and where a set is
 * missing.
 */
export function gainOver(row: Row, baseline: Row | undefined, sets: readonly string[]): Interval | undefined {
  if (!baseline || row === baseline) return undefined;
  const [values, others] = [listsOf(row, 'ndcg10', sets), listsOf(baseline, 'ndcg10', sets)];
  return values && others && bootstrapInterval(values.map((list, set) => pairedDifferences(list, others[set]!)));
}

function listsOf(row: Row, metric: MetricName, sets: readonly string[]): (readonly number[])[] | undefined {
  const lists = sets.map((set) => row.values.get(set)?.[metric]);
  return lists.includes(undefined) || lists.length === 0 ? undefined : (lists as number[][]);
}
