/** @file What an evaluation found: figures before and after, a bar a question, the largest wins and losses. */
import type { BeirSet } from '../../eval/beir';
import { bootstrapInterval } from '../../eval/bootstrap';
import type { EvaluateProgress, EvaluateResult } from '../../eval/evaluate';
import type { Metrics } from '../../eval/metrics';
import { deltaPlot } from '../ui/delta-plot';
import { h } from '../ui/dom';
import { formatDuration } from '../ui/format';

const NAMES: readonly (readonly [keyof Metrics, string])[] = [
  ['ndcg10', 'nDCG@10'],
  ['mrr10', 'MRR@10'],
  ['map', 'MAP'],
  ['recall100', 'Recall@100'],
];
const LISTED = 6;

type Change = { readonly query: string; readonly before: number; readonly after: number; readonly value: number; readonly label: string };

export function reportOf(name: string, set: BeirSet, result: EvaluateResult, steps: readonly EvaluateProgress[]): HTMLElement[] {
  const changes = steps.map(({ query, firstStage, reranked }): Change => {
    const [before, after] = [firstStage.ndcg10, reranked.ndcg10];
    const label = set.queries.get(query) ?? query;
    return { query, before, after, value: after - before, label };
  });
  const figure = h('figure', {}, deltaPlot(`Change of nDCG@10 by question over ${name}`, changes), h('figcaption', {}, caption(changes)));
  const pace = result.msPerQuery === null ? '' : `${formatDuration(result.msPerQuery)} a question for the model.`;
  const lists = h('div', { class: 'wins' }, listOf('Largest wins', changes, 1), listOf('Losses', changes, -1));
  return [h('div', { class: 'scroll' }, table(result)), h('p', { class: 'hint' }, `${interval(changes)} ${pace}`), figure, lists];
}

function table({ firstStage, reranked }: EvaluateResult): HTMLTableElement {
  const head = ['', 'BM25', 'Reranked', 'Change'].map((words) => h('th', { scope: 'col', class: 'number' }, words));
  const rows = NAMES.map(([key, title]) =>
    h(
      'tr',
      { 'data-metric': key },
      h('th', { scope: 'row' }, title),
      h('td', { class: 'number' }, firstStage[key].toFixed(3)),
      h('td', { class: 'number' }, reranked[key].toFixed(3)),
      h('td', { class: 'number' }, signed(reranked[key] - firstStage[key])),
    ),
  );
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
    h('li', {}, label, ' ', h('span', { class: sign > 0 ? 'up' : 'down' }, `${before.toFixed(2)} → ${after.toFixed(2)}`)),
  );
  return h('div', {}, h('h2', {}, title), items.length === 0 ? h('p', { class: 'hint' }, 'None.') : h('ul', {}, ...items));
}

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)}`;
}
