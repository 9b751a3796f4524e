/** @file What `rankside eval` found, as data and as text. */
import type { Metrics } from '../eval/metrics';
import type { Device, Fusion } from '../core/types';

export type EvalReport = {
  readonly set: string;
  readonly model: string;
  /** After how many layers it stopped; `null` where it has no exits. */
  readonly depth: number | null;
  readonly method: string;
  readonly device: Device;
  readonly queries: number;
  /** Re-ranked per query, at most. */
  readonly candidates: number;
  readonly fusion: Fusion;
  readonly firstStage: Metrics;
  readonly reranked: Metrics;
  /** Mean over the queries that had candidates; `null` when none had. */
  readonly msPerQuery: number | null;
  /** All time over the passages scored afresh; `null` when none was. */
  readonly msPerPassage: number | null;
  /** Share of the distinct passages whose end the model did not read. */
  readonly truncated: number;
  readonly engine: string;
};

const columns = [
  ['nDCG@10', 'ndcg10'],
  ['MRR@10', 'mrr10'],
  ['MAP', 'map'],
  ['Recall@100', 'recall100'],
] as const;

/** A heading, the two rows of figures, and the times. */
export function evalReportText(report: EvalReport): string {
  const { set, model, depth, method, device, engine, queries, candidates, fusion } = report;
  const name = depth === null ? model : `${model}@${String(depth)}`;
  const counts = `${String(queries)} queries, ${String(candidates)} candidates each`;
  const fused = fusion === 'none' ? '' : `, fusion ${fusion}`;
  const heading = `${set}: ${name} by ${method} on ${device} (${engine}), ${counts}${fused}`;
  const titles = columns.map(([title]) => title.padStart(12)).join('');
  const times = `${milliseconds(report.msPerQuery)} a query, ${milliseconds(report.msPerPassage)} a passage`;
  return [
    heading,
    `${''.padEnd(11)}${titles}`,
    row('first stage', report.firstStage),
    row('reranked', report.reranked),
    `${times}, ${(report.truncated * 100).toFixed(1)} % of passages cut\n`,
  ].join('\n');
}

function row(label: string, metrics: Metrics): string {
  return label.padEnd(11) + columns.map(([, key]) => metrics[key].toFixed(4).padStart(12)).join('');
}

function milliseconds(value: number | null): string {
  return value === null ? '- ms' : `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}
