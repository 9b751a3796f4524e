/** @file The charts of the report, as Vega-Lite specifications. */
import type { TopLevelSpec } from 'vega-lite';
import type { ReliabilityBin } from '../../src/eval/reliability';

/** A system on a set: its mean nDCG@10 and the bounds of the interval. */
export type QualityPoint = {
  readonly set: string;
  readonly system: string;
  readonly kind: string;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
};

/** A system over all sets; `ms`, the time per passage, is absent for systems without timing. */
export type SpeedPoint = { readonly system: string; readonly mean: number; readonly ms?: number };

export type ReliabilityPoint = ReliabilityBin & { readonly model: string };

/** Draws one panel per set and one line per system: nDCG@10 and its 95% interval. */
export function qualityPlot(points: readonly QualityPoint[]): TopLevelSpec {
  const y = { field: 'system', type: 'nominal', sort: null, title: null } as const;
  const color = { field: 'kind', type: 'nominal', sort: null, title: null, legend: { orient: 'top' } } as const;
  const x = { type: 'quantitative', title: 'nDCG@10', scale: { zero: false }, axis: { tickCount: 5 } } as const;
  return {
    data: { values: [...points] },
    facet: { field: 'set', type: 'nominal', sort: null, title: null, header: { labelFontSize: 13 } },
    columns: 2,
    spec: {
      width: 260,
      height: { step: 18 },
      layer: [
        {
          mark: { type: 'rule', strokeWidth: 1.5 },
          encoding: { y, color, x: { field: 'low', ...x }, x2: { field: 'high' } },
        },
        {
          mark: { type: 'point', filled: true, size: 50, opacity: 1 },
          encoding: { y, color, x: { field: 'mean', ...x } },
        },
      ],
    },
    resolve: { scale: { x: 'independent' } },
  };
}

/** Draws mean nDCG@10 against milliseconds per passage; systems without timing are horizontal lines. */
export function speedPlot(points: readonly SpeedPoint[]): TopLevelSpec {
  const y = {
    field: 'mean',
    type: 'quantitative',
    title: 'nDCG@10, mean of the sets',
    scale: { zero: false },
  } as const;
  const x = { field: 'ms', type: 'quantitative', title: 'milliseconds of processor time per passage' } as const;
  const text = { field: 'system', type: 'nominal' } as const;
  const color = { field: 'system', type: 'nominal', sort: null, title: null, legend: { orient: 'top' } } as const;
  const timed = { values: points.filter(({ ms }) => ms !== undefined) };
  const others = { values: points.filter(({ ms }) => ms === undefined) };
  return {
    width: 520,
    height: 280,
    layer: [
      { data: others, mark: { type: 'rule', strokeDash: [4, 4], strokeWidth: 1.5 }, encoding: { y, color } },
      {
        data: timed,
        mark: { type: 'point', filled: true, size: 80, color: 'currentColor', opacity: 1 },
        encoding: { x, y },
      },
      { data: timed, mark: { type: 'text', align: 'left', dx: 8, fill: 'currentColor' }, encoding: { x, y, text } },
    ],
  };
}

/** Draws the share of relevant passages against their score; perfectly calibrated scores are on the diagonal. */
export function reliabilityPlot(points: readonly ReliabilityPoint[]): TopLevelSpec {
  const unit = { domain: [0, 1] };
  const x = { field: 'predicted', type: 'quantitative', title: 'score', scale: unit } as const;
  const y = { field: 'observed', type: 'quantitative', title: 'share relevant', scale: unit } as const;
  const color = { field: 'model', type: 'nominal', sort: null, title: null } as const;
  const diagonal = [0, 1].map((value) => ({ predicted: value, observed: value }));
  return {
    width: 300,
    height: 300,
    layer: [
      {
        data: { values: diagonal },
        mark: { type: 'line', stroke: 'currentColor', strokeDash: [4, 4], opacity: 0.6 },
        encoding: { x, y },
      },
      { data: { values: [...points] }, mark: { type: 'line', strokeWidth: 1.5 }, encoding: { x, y, color } },
      {
        data: { values: [...points] },
        mark: { type: 'point', filled: true, opacity: 1 },
        encoding: { x, y, color, size: { field: 'count', type: 'quantitative', legend: null } },
      },
    ],
  };
}
