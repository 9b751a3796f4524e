/** @file Quality against cost, as a Vega-Lite specification. */
import type { TopLevelSpec } from 'vega-lite';

/** A method on a set: nDCG@10 over BM25's on the same queries, against seconds a query. */
export type CostPoint = {
  readonly set: string;
  readonly method: string;
  readonly kind: string;
  readonly seconds: number;
  readonly gain: number;
};

/** One panel a set; the line across is BM25. */
export function costPlot(points: readonly CostPoint[]): TopLevelSpec {
  const x = { field: 'seconds', type: 'quantitative', title: 'seconds a query', scale: { type: 'log' } } as const;
  const y = { field: 'gain', type: 'quantitative', title: 'nDCG@10 over BM25' } as const;
  const color = {
    field: 'kind',
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
        { mark: { type: 'text', align: 'left', dx: 6, fontSize: 9, fill: 'currentColor' }, encoding: { x, y, text } },
      ],
    },
  };
}
