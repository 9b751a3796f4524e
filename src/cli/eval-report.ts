/** @file The result of `rankside eval`, as data and as text. */
import type { Metrics } from '../eval/metrics';
import type { Device, Fusion } from '../core/types';

export type EvalReport = {
  readonly set: string;
  readonly model: string;
  /** The number of layers that were run; `null` for a model without exits. */
  readonly depth: number | null;
  readonly method: string;
  readonly device: Device;
  readonly queries: number;
  /** The largest number of candidates that were re-ranked per query. */
  readonly candidates: number;
  readonly fusion: Fusion;
  readonly firstStage: Metrics;
  readonly reranked: Metrics;
  /** The mean over the queries with candidates; `null` where no query had any. */
  readonly msPerQuery: number | null;
  /** The total time per passage that was not cached; `null` where all passages were cached. */
  readonly msPerPassage: number | null;
  /** The share of the distinct passages that were truncated. */
  readonly truncated: number;
  readonly engine: string;
};

const columns = [
  ['nDCG@10', 'ndcg10'],
  ['MRR@10', 'mrr10'],
  ['MAP', 'map'],
  ['Recall@100', 'recall100'],
] as const;

/** Returns a heading, one line of figures for each ranking, and the times. */
export function evalReportText(report: EvalReport): string {
  const { set, model, depth, method, device, engine, queries, candidates, fusion } = report;
  const name = depth === null ? model : `${model}@${String(depth)}`;
  const counts = `${String(queries)} queries, ${String(candidates)} candidates each`;
  const fused = fusion === 'none' ? '' : `, fusion ${fusion}`;
  const heading = `${set}: ${name} by ${method} on ${device} (${engine}), ${counts}${fused}`;
  const titles = columns.map(([title]) => title.padStart(12)).join('');
  const times = `${milliseconds(report.msPerQuery)} per query, ${milliseconds(report.msPerPassage)} per passage`;
  return [
    heading,
    `${''.padEnd(11)}${titles}`,
    metricsLine('first stage', report.firstStage),
    metricsLine('reranked', report.reranked),
    `${times}, ${(report.truncated * 100).toFixed(1)}% of passages truncated\n`,
  ].join('\n');
}

function metricsLine(label: string, metrics: Metrics): string {
  return label.padEnd(11) + columns.map(([, key]) => metrics[key].toFixed(4).padStart(12)).join('');
}

function milliseconds(value: number | null): string {
  return value === null ? '- ms' : `${value.toFixed(value < 10 ? 2 : 1)} ms`;
}
