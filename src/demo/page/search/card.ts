/** @file One result: where it stands, what it says, what earned the score. The title is a button that opens the passage in its document. */
import { button, h, setText } from '../ui/dom';
import { formatScore } from '../ui/format';
import type { RowElement } from '../ui/keyed-list';
import { markedText } from '../ui/marked-text';
import { THRESHOLD_AT, barFraction } from '../ui/score-bar';
import { excerptRange } from './excerpt';
import { marksOfRow } from './marks';
import type { Row } from './rows';

export type CardSetup = {
  readonly threshold: () => number | undefined;
  readonly onOpen: (row: Row) => void;
  readonly judged: (row: Row) => number | undefined;
  readonly onJudge: (row: Row, grade: number) => void;
};

export function createCard(first: Row, setup: CardSetup): RowElement<Row> {
  let row = first;
  const place = h('span', { class: 'place' });
  const arrow = h('span', { class: 'arrow', 'aria-hidden': 'true' });
  const change = h('span', { class: 'visually-hidden' });
  const score = h('span', { class: 'score' });
  const bar = h('span', { class: 'bar' });
  const track = h('span', { class: 'track' }, bar, h('span', { class: 'tick' }));
  const text = h('p', { class: first.hit.kind === 'code' ? 'excerpt code' : 'excerpt' });
  const title = button(titleOf(first), () => setup.onOpen(row), 'open');
  const judging = judgeButtons(() => row, setup);
  const element = h(
    'li',
    { class: 'card' },
    h('div', { class: 'standing' }, place, arrow, change),
    h(
      'div',
      { class: 'body' },
      h('h3', {}, title),
      h('p', { class: 'where' }, ...whereOf(first)),
      text,
      judging.element,
    ),
    h('div', { class: 'figures' }, h('span', { class: 'visually-hidden' }, 'Score '), score, track),
  );
  track.style.setProperty('--tick', String(THRESHOLD_AT));
  let shown: Row['explanation'] | 'none' = 'none';
  let terms: Row['terms'] = [];

  return {
    element,
    setScore(now) {
      row = now;
      setText(score, Number.isFinite(now.score) ? formatScore(now.score) : '');
      bar.style.transform = `scaleX(${barFraction(now.score, setup.threshold()).toFixed(3)})`;
      element.classList.toggle('unscored', !Number.isFinite(now.score));
      track.classList.toggle('below', now.score < (setup.threshold() ?? 0));
      judging.show();
      if (shown === now.explanation && terms === now.terms) return;
      shown = now.explanation;
      terms = now.terms;
      showExcerpt(text, now, setup.threshold());
    },
    setPlace(now) {
      setText(place, String(now.place));
      showChange(now, arrow, change);
    },
  };
}

function titleOf({ hit }: Row): string {
  return hit.heading === '' ? hit.name : (hit.heading.split(' › ').at(-1) ?? hit.name);
}

function whereOf({ hit }: Row): (Node | string)[] {
  const above = hit.heading.split(' › ').slice(0, -1);
  const page = hit.page === undefined ? [] : [`page ${hit.page}`];
  return [
    h('span', { class: `kind kind-${hit.kind}` }, hit.name),
    [...above, ...page].map((part) => ` · ${part}`).join(''),
  ];
}

function showExcerpt(element: HTMLElement, row: Row, threshold: number | undefined): void {
  const { hit } = row;
  const { marks, focus } = marksOfRow(row, threshold);
  const { from, to } = excerptRange(hit.text, focus);
  element.replaceChildren(
    ...(from > 0 ? ['… '] : []),
    ...markedText(hit.text, marks, from, to),
    ...(to < hit.text.length ? [' …'] : []),
  );
}

function showChange({ place, wordPlace, score }: Row, arrow: HTMLElement, change: HTMLElement): void {
  const rise = Number.isFinite(score) && wordPlace !== undefined ? wordPlace - place : 0;
  const isNew = Number.isFinite(score) && wordPlace === undefined;
  setText(arrow, isNew ? 'new' : rise > 0 ? `▲${rise}` : rise < 0 ? `▼${-rise}` : '');
  arrow.className = isNew || rise > 0 ? 'arrow up' : 'arrow down';
  setText(
    change,
    isNew ? ', not found by words' : rise === 0 ? '' : `, ${rise > 0 ? 'up' : 'down'} ${Math.abs(rise)} by reranking`,
  );
}

function judgeButtons(row: () => Row, { judged, onJudge }: CardSetup) {
  const make = (text: string, grade: number): HTMLButtonElement => {
    const made = button(text, () => {
      onJudge(row(), grade);
      show();
    });
    return made;
  };
  const [yes, no] = [make('Relevant', 1), make('Not relevant', 0)];
  const element = h('div', { class: 'judge' }, yes, no);
  function show(): void {
    const grade = judged(row());
    yes.setAttribute('aria-pressed', String(grade === 1));
    no.setAttribute('aria-pressed', String(grade === 0));
  }
  return { element, show };
}
