/**
 * @file One passage's row: made once, then only its figures change. The title is a button that opens the whole text, so that a
 * keyboard can walk the list.
 */
import { create, setText } from '../ui/dom';
import { formatScore } from '../ui/format';
import type { RowElement } from '../ui/keyed-list';
import { barFraction } from '../ui/score-bar';
import type { Row } from './rows';

/** `threshold` is asked anew for every score, since the model may change. */
export function createResultRow(row: Row, threshold: () => number | undefined): RowElement<Row> {
  const parts = build(row);
  return {
    element: parts.element,
    setScore({ score, truncatedTokens }) {
      setText(parts.score, formatScore(score));
      parts.bar.style.transform = `scaleX(${barFraction(score, threshold()).toFixed(3)})`;
      parts.element.classList.toggle('unscored', !Number.isFinite(score));
      parts.cut.hidden = truncatedTokens === 0;
    },
    setPlace(now) {
      setText(parts.place, String(now.place));
      const rise = Number.isFinite(now.score) ? now.firstPlace - now.place : 0;
      setText(parts.arrow, rise > 0 ? `▲${rise}` : rise < 0 ? `▼${-rise}` : '');
      setText(parts.change, describeChange(now, rise));
      parts.arrow.className = rise > 0 ? 'arrow up' : 'arrow down';
    },
  };
}

function describeChange({ firstPlace, score }: Row, rise: number): string {
  if (!Number.isFinite(score)) return '';
  if (rise === 0) return `, still at place ${firstPlace}`;
  return `, ${rise > 0 ? 'up' : 'down'} ${Math.abs(rise)} from place ${firstPlace}`;
}

function build(row: Row) {
  const element = create('li', 'row');
  const place = create('span', 'place');
  const body = create('div', 'body');
  const figures = create('div', 'figures');
  const score = create('span', 'score');
  const arrow = create('span', 'arrow');
  const change = create('span', 'visually-hidden');
  const bar = create('span', 'bar');
  const track = create('span', 'track');
  const cut = create('span', 'cut', 'end not read');
  cut.title = 'This passage is longer than the model reads at once';
  arrow.setAttribute('aria-hidden', 'true');
  track.append(bar);
  figures.append(create('span', 'visually-hidden', 'Score '), score, track, arrow, change, cut);
  body.append(...buildText(row));
  element.append(place, body, figures);
  return { element, place, score, bar, arrow, change, cut };
}

function buildText(row: Row): HTMLElement[] {
  const heading = create('h3', 'title');
  const toggle = create('button', 'toggle', row.title === '' ? firstWords(row.text) : row.title);
  const text = create('p', 'text', row.text);
  toggle.type = 'button';
  toggle.setAttribute('aria-expanded', 'false');
  toggle.addEventListener('click', () => {
    const open = text.classList.toggle('open');
    toggle.setAttribute('aria-expanded', String(open));
  });
  heading.append(toggle);
  return [heading, text];
}

function firstWords(text: string): string {
  const words = text.slice(0, 200).split(/\s+/);
  return words.length > 6 ? `${words.slice(0, 6).join(' ')} …` : words.join(' ');
}
