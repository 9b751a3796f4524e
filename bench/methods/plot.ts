/** @file The chart of quality against cost, as a Vega-Lite specification. */
import type { TopLevelSpec } from 'vega-lite';

/** A method on a set: its gain in nDCG@10 over BM25 on the same queries, and its seconds per query. */
export type CostPoint = {
  readonly set: string;
  readonly method: string;
  readonly family: string;
  readonly seconds: number;
  readonly gain: number;
  /** The side of the point on which its label is drawn. */
  readonly side: 'left' | 'right';
};

/** Draws one panel per set; the horizontal line is BM25. */
export function costPlot(points: readonly CostPoint[]): TopLevelSpec {
  const x = { field: 'seconds', type: 'quantitative', title: 'seconds per query', scale: { type: 'log' } } as const;
  const y = { field: 'gain', type: 'quantitative', title: 'nDCG@10 over BM25' } as const;
  const color = {
    field: 'family',
    type: 'nominal',
    sort: null,
    title: null,
    legend: { orient: 'top', columns: 2, labelLimit: 0 },
  } as const;
  const text = { field: 'method', type: 'nominal' } as const;
  return {
    data: { values: [...points] },
    facet: { field: 'set', type: 'nominal', sort: null, title: null, header: { labelFontSize: 13 } },
    columns: 1,
    spec: {
      width: 560,
      height: 320,
      layer: [
        { mark: { type: 'rule', strokeDash: [4, 4] }, encoding: { y: { datum: 0 } } },
        { mark: { type: 'point', filled: true, size: 50, opacity: 1 }, encoding: { x, y, color } },
        ...(['left', 'right'] as const).map((side) => ({
          transform: [{ filter: { field: 'side', equal: side } }],
          mark: { type: 'text', align: side === 'left' ? 'right' : 'left', dx: side === 'left' ? -6 : 6, fontSize: 9, fill: 'currentColor' } as const, // prettier-ignore
          encoding: { x, y, text },
        })),
      ],
    },
  };
}
