/** @file The report of an evaluation: metrics before and after, one bar a question, the largest gains and losses. */
import { bootstrapInterval } from '../../../eval/bootstrap';
import type { Metrics } from '../../../eval/metrics';
import { deltaPlot } from '../ui/delta-plot';
import { h } from '../ui/dom';
import type { Evaluated } from '../judgments/evaluations';

const METRICS: readonly (readonly [keyof Metrics, string])[] = [
  ['ndcg10', 'nDCG@10'],
  ['mrr10', 'MRR@10'],
  ['map', 'MAP'],
  ['recall100', 'Recall@100'],
];
/** How many questions each of the two lists shows. */
const MAX_LISTED = 6;

type Change = { readonly before: number; readonly after: number; readonly value: number; readonly label: string };

/** The changes compare the last column of the table with BM25. */
export function reportOf(evaluated: Evaluated): HTMLElement[] {
  const changes = evaluated.questions.map(({ question, before, after }): Change => ({
    before,
    after,
    value: after - before,
    label: question,
  }));
  const title = `Change of nDCG@10 for each question over ${evaluated.name}`;
  const plot = h('figure', {}, deltaPlot(title, changes), h('figcaption', {}, caption(changes)));
  const lists = h('div', { class: 'wins' }, listOf('Largest gains', changes, 1), listOf('Largest losses', changes, -1));
  return [
    h('div', { class: 'scroll' }, table(evaluated)),
    h('p', { class: 'hint' }, describeChange(changes)),
    plot,
    lists,
  ];
}

function table({ firstStage, reranked, exhaustive, candidates }: Evaluated): HTMLTableElement {
  const columns: readonly (readonly [string, Metrics])[] = [
    ['By words (BM25)', firstStage],
    [`First ${candidates} by words, reranked`, reranked],
    ...(exhaustive === undefined ? [] : [['All passages, reranked', exhaustive] as const]),
  ];
  const last = columns[columns.length - 1]![1];
  const head = ['', ...columns.map(([words]) => words), 'Change'].map((words) =>
    h('th', { scope: 'col', class: 'number' }, words),
  );
  const rows = METRICS.map(([key, title]) => {
    const figures = columns.map(([, metrics]) => h('td', { class: 'number' }, metrics[key].toFixed(3)));
    const change = h('td', { class: 'number' }, signed(last[key] - firstStage[key]));
    return h('tr', { 'data-metric': key }, h('th', { scope: 'row' }, title), ...figures, change);
  });
  return h('table', { class: 'metrics' }, h('thead', {}, h('tr', {}, ...head)), h('tbody', {}, ...rows));
}

/** One question has no interval. */
export function describeChange(changes: readonly Pick<Change, 'value'>[]): string {
  const [only, second] = changes;
  if (only !== undefined && second === undefined)
    return `nDCG@10 changes by ${signed(only.value)}. One question does not show how other questions would change.`;
  const { mean, low, high } = bootstrapInterval([changes.map(({ value }) => value)]);
  return `On average nDCG@10 changes by ${signed(mean)}; the 95 % confidence interval is ${signed(low)} to ${signed(high)} (bootstrap over questions).`;
}

function caption(changes: readonly Change[]): string {
  const count = (keep: (value: number) => boolean): number => changes.filter(({ value }) => keep(value)).length;
  const [better, worse] = [count((value) => value > 1e-9), count((value) => value < -1e-9)];
  return `One bar for each question: ${better} better, ${worse} worse, ${changes.length - better - worse} unchanged.`;
}

function listOf(title: string, changes: readonly Change[], sign: 1 | -1): HTMLElement {
  const listed = changes
    .filter(({ value }) => value * sign > 1e-9)
    .sort((a, b) => (b.value - a.value) * sign)
    .slice(0, MAX_LISTED);
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
