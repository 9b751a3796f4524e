/** @file The charts of the report, as Vega-Lite specifications. */
import type { TopLevelSpec } from 'vega-lite';

export type TimePoint = {
  readonly contender: string;
  readonly library: string;
  readonly median: number;
  readonly low: number;
  readonly high: number;
};
export type GrowthPoint = { readonly contender: string; readonly count: number; readonly seconds: number };

/** Draws the seconds until the first ten ranks are final, with one line per contender, on a logarithmic axis. */
export function timePlot(points: readonly TimePoint[]): TopLevelSpec {
  const y = { field: 'contender', type: 'nominal', sort: null, title: null, axis: { labelLimit: 0 } } as const;
  const color = { field: 'library', type: 'nominal', sort: null, title: null, legend: { orient: 'top' } } as const;
  const x = { type: 'quantitative', title: 'seconds until the top 10 is final', scale: { type: 'log' } } as const;
  return {
    data: { values: [...points] },
    width: 360,
    height: { step: 22 },
    layer: [
      {
        mark: { type: 'rule', strokeWidth: 1.5 },
        encoding: { y, color, x: { field: 'low', ...x }, x2: { field: 'high' } },
      },
      {
        mark: { type: 'point', filled: true, size: 60, opacity: 1 },
        encoding: { y, color, x: { field: 'median', ...x } },
      },
    ],
  };
}

/** Draws seconds against passages on logarithmic axes, where linear growth is a straight line of slope one. */
export function growthPlot(points: readonly GrowthPoint[]): TopLevelSpec {
  const x = { field: 'count', type: 'quantitative', title: 'passages', scale: { type: 'log' } } as const;
  const y = {
    field: 'seconds',
    type: 'quantitative',
    title: 'seconds until the top 10 is final',
    scale: { type: 'log' },
  } as const;
  const color = {
    field: 'contender',
    type: 'nominal',
    sort: null,
    title: null,
    legend: { orient: 'top', columns: 1, labelLimit: 0 },
  } as const;
  return {
    data: { values: [...points] },
    width: 480,
    height: 300,
    layer: [
      { mark: { type: 'line', strokeWidth: 1.5 }, encoding: { x, y, color } },
      { mark: { type: 'point', filled: true, opacity: 1 }, encoding: { x, y, color } },
    ],
  };
}
