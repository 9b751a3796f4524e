/** @file The card of one result: rank, excerpt, score. Its title is a button that opens the document at the passage. */
import type { Hit } from '../../shared/library-data';
import { button, h, setText } from '../ui/dom';
import { countOf, formatScore } from '../ui/format';
import type { ListItem } from '../ui/keyed-list';
import { markedText } from '../ui/marked-text';
import { THRESHOLD_FRACTION, barFraction } from '../ui/score-bar';
import { describeFigures, verdictOf } from '../ui/verdict';
import { excerptRange } from './excerpt';
import { marksOfCard } from './marks';
import type { CardData } from './card-data';

export type CardSetup = {
  readonly threshold: () => number | undefined;
  readonly onOpen: (card: CardData) => void;
  /** The grade that the reader gave this passage for the current question. */
  readonly gradeOf: (card: CardData) => number | undefined;
  readonly onJudge: (card: CardData, grade: number) => void;
};

export function createCard(first: CardData, setup: CardSetup): ListItem<CardData> {
  let card = first;
  const rank = h('span', { class: 'rank' });
  const arrow = h('span', { class: 'arrow', 'aria-hidden': 'true' });
  const change = h('span', { class: 'visually-hidden' });
  const score = h('span', { class: 'score' });
  const exact = h('span', { class: 'visually-hidden' });
  const bar = h('span', { class: 'bar' });
  const track = h('span', { class: 'track' }, bar, h('span', { class: 'tick' }));
  const figures = h('div', { class: 'figures' }, score, exact, track);
  const text = h('p');
  const title = button('', () => setup.onOpen(card), 'open');
  const source = createSource();
  const judging = createJudgmentButtons(() => card, setup);
  const element = h(
    'li',
    { class: 'card' },
    h('div', { class: 'standing' }, rank, arrow, change),
    h('div', { class: 'body' }, h('h3', {}, title), source.element, text, judging.element),
    figures,
  );
  track.style.setProperty('--tick', String(THRESHOLD_FRACTION));
  // The excerpt is drawn again only when what it marks has changed.
  let marked: CardData['explanation'] | 'none' = 'none';
  let terms: CardData['terms'] = [];
  let drawn: string | undefined;
  let wasBelow = false;

  /** A document that replaces another of its name has other passages under the same keys. */
  function showSource({ hit }: CardData): void {
    setText(title, titleOf(hit));
    source.show(hit);
    text.className = hit.kind === 'code' ? 'excerpt code' : 'excerpt';
  }

  return {
    element,
    setScore(now) {
      card = now;
      showSource(now);
      const threshold = setup.threshold();
      const isBelow = now.score < (threshold ?? 0);
      setText(score, verdictOf(now.score, threshold) ?? (Number.isFinite(now.score) ? formatScore(now.score) : ''));
      figures.title = describeFigures(now.score, threshold);
      setText(exact, figures.title === '' ? '' : `. ${figures.title}`);
      bar.style.transform = `scaleX(${barFraction(now.score, threshold).toFixed(3)})`;
      element.classList.toggle('unscored', !Number.isFinite(now.score));
      element.classList.toggle('follower', now.isFollower === true);
      track.classList.toggle('below', isBelow);
      judging.show();
      const isSame = marked === now.explanation && terms === now.terms && drawn === now.hit.text;
      if (isSame && wasBelow === isBelow) return;
      [marked, terms, drawn, wasBelow] = [now.explanation, now.terms, now.hit.text, isBelow];
      showExcerpt(text, now, threshold);
    },
    setRank(now) {
      setText(rank, String(now.rank));
      showChange(now, arrow, change);
    },
  };
}

function titleOf(hit: Hit): string {
  return hit.heading === '' ? hit.name : (hit.heading.split(' › ').at(-1) ?? hit.name);
}

/** The line below the title: the document and the place in it. */
function createSource() {
  const name = h('span');
  const place = h('span');
  return {
    element: h('p', { class: 'where' }, name, place),
    show(hit: Hit): void {
      name.className = `kind kind-${hit.kind}`;
      name.title = hit.document;
      setText(name, hit.name);
      setText(place, placeOf(hit));
    },
  };
}

function placeOf(hit: Hit): string {
  const above = hit.heading.split(' › ').slice(0, -1);
  const page = hit.page === undefined ? [] : [`page ${hit.page}`];
  const { copies = [] } = hit;
  const folder = hit.document === hit.name ? [] : [hit.document.slice(0, -hit.name.length)];
  const others = copies.length === 0 ? [] : [`also in ${countOf(copies.length, 'document')}`];
  return [...folder, ...above, ...page, ...others].map((part) => ` · ${part}`).join('');
}

function showExcerpt(element: HTMLElement, card: CardData, threshold: number | undefined): void {
  const { text } = card.hit;
  const { marks, focus } = marksOfCard(card, threshold);
  const { from, to } = excerptRange(text, focus);
  element.replaceChildren(
    ...(from > 0 ? ['… '] : []),
    ...markedText(text, marks, from, to),
    ...(to < text.length ? [' …'] : []),
  );
}

function showChange({ rank, firstStageRank, score }: CardData, arrow: HTMLElement, change: HTMLElement): void {
  const rise = Number.isFinite(score) && firstStageRank !== undefined ? firstStageRank - rank : 0;
  const isNew = Number.isFinite(score) && firstStageRank === undefined;
  setText(arrow, isNew ? 'new' : rise > 0 ? `▲${rise}` : rise < 0 ? `▼${-rise}` : '');
  arrow.className = isNew || rise > 0 ? 'arrow up' : 'arrow down';
  setText(change, isNew ? ', found by its meaning only' : describeRise(rise));
}

function describeRise(rise: number): string {
  return rise === 0 ? '' : `, moved ${rise > 0 ? 'up' : 'down'} by ${Math.abs(rise)}`;
}

function createJudgmentButtons(card: () => CardData, { gradeOf, onJudge }: CardSetup) {
  const gradeButton = (text: string, grade: number): HTMLButtonElement =>
    button(text, () => {
      onJudge(card(), grade);
      show();
    });
  const [relevant, notRelevant] = [gradeButton('Relevant', 1), gradeButton('Not relevant', 0)];
  const element = h('div', { class: 'judge' }, relevant, notRelevant);
  function show(): void {
    const grade = gradeOf(card());
    relevant.setAttribute('aria-pressed', String(grade === 1));
    notRelevant.setAttribute('aria-pressed', String(grade === 0));
  }
  return { element, show };
}
