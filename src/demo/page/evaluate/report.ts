/** @file What an evaluation found: figures before and after, a bar a question, the largest wins and losses. */
import type { BeirSet } from '../../../eval/beir';
import { bootstrapInterval } from '../../../eval/bootstrap';
import type { EvaluateProgress, EvaluateResult } from '../../../eval/evaluate';
import type { Metrics } from '../../../eval/metrics';
import { deltaPlot } from '../ui/delta-plot';
import { h } from '../ui/dom';

const NAMES: readonly (readonly [keyof Metrics, string])[] = [
  ['ndcg10', 'nDCG@10'],
  ['mrr10', 'MRR@10'],
  ['map', 'MAP'],
  ['recall100', 'Recall@100'],
];
const LISTED = 6;

type Change = { readonly before: number; readonly after: number; readonly value: number; readonly label: string };

export type Findings = {
  readonly name: string;
  readonly set: BeirSet;
  /** The first hits by words, reranked. */
  readonly head: EvaluateResult;
  readonly steps: readonly EvaluateProgress[];
  /** Every passage read, where the collection is small enough. */
  readonly wide?: { readonly result: EvaluateResult; readonly steps: readonly EvaluateProgress[] };
};

/** Changes are those of the last column. */
export function reportOf({ name, set, head, steps, wide }: Findings): HTMLElement[] {
  const after = wide?.steps ?? steps;
  const changes = steps.map(({ query, firstStage }, at): Change => {
    const [before, now] = [firstStage.ndcg10, after[at]?.reranked.ndcg10 ?? 0];
    return { before, after: now, value: now - before, label: set.queries.get(query) ?? query };
  });
  const title = `Change of nDCG@10 by question over ${name}`;
  const plot = h('figure', {}, deltaPlot(title, changes), h('figcaption', {}, caption(changes)));
  const lists = h('div', { class: 'wins' }, listOf('Largest wins', changes, 1), listOf('Losses', changes, -1));
  return [
    h('div', { class: 'scroll' }, table(head, wide?.result)),
    h('p', { class: 'hint' }, interval(changes)),
    plot,
    lists,
  ];
}

function table(
  { firstStage, reranked, candidates }: EvaluateResult,
  wide: EvaluateResult | undefined,
): HTMLTableElement {
  const columns: readonly (readonly [string, Metrics])[] = [
    ['BM25', firstStage],
    [`Its first ${candidates}, reranked`, reranked],
    ...(wide === undefined ? [] : [['All passages, reranked', wide.reranked] as const]),
  ];
  const last = columns[columns.length - 1]![1];
  const head = ['', ...columns.map(([words]) => words), 'Change'].map((words) =>
    h('th', { scope: 'col', class: 'number' }, words),
  );
  const rows = NAMES.map(([key, title]) => {
    const figures = columns.map(([, metrics]) => h('td', { class: 'number' }, metrics[key].toFixed(3)));
    const change = h('td', { class: 'number' }, signed(last[key] - firstStage[key]));
    return h('tr', { 'data-metric': key }, h('th', { scope: 'row' }, title), ...figures, change);
  });
  return h('table', { class: 'metrics' }, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows));
}

function interval(changes: readonly Change[]): string {
  const { mean, low, high } = bootstrapInterval([changes.map(({ value }) => value)]);
  return `nDCG@10 changes by ${signed(mean)}; with 95 % confidence between ${signed(low)} and ${signed(high)} (bootstrap over questions).`;
}

function caption(changes: readonly Change[]): string {
  const count = (keep: (value: number) => boolean): number => changes.filter(({ value }) => keep(value)).length;
  const [better, worse] = [count((value) => value > 1e-9), count((value) => value < -1e-9)];
  return `A bar a question: ${better} better, ${worse} worse, ${changes.length - better - worse} the same.`;
}

function listOf(title: string, changes: readonly Change[], sign: 1 | -1): HTMLElement {
  const listed = changes
    .filter(({ value }) => value * sign > 1e-9)
    .sort((a, b) => (b.value - a.value) * sign)
    .slice(0, LISTED);
  const items = listed.map(({ label, before, after }) =>
    h(
      'li',
      {},
      label,
      ' ',
      h('span', { class: sign > 0 ? 'up' : 'down' }, `${before.toFixed(2)} → ${after.toFixed(2)}`),
    ),
  );
  return h(
    'div',
    {},
    h('h2', {}, title),
    items.length === 0 ? h('p', { class: 'hint' }, 'None.') : h('ul', {}, ...items),
  );
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
