/** @file What `rankside eval` found, as data and as text. */
import type { Metrics } from '../eval/metrics';
import type { Device, Fusion } from '../types';

export type EvalReport = {
  readonly set: string;
  readonly model: string;
  readonly device: Device;
  readonly queries: number;
  readonly depth: number;
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
  const { set, model, device, engine, queries, depth, fusion } = report;
  const heading = `${set}: ${model} on ${device} (${engine}), ${String(queries)} queries, depth ${String(depth)}${fusion === 'none' ? '' : `, fusion ${fusion}`}`;
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
