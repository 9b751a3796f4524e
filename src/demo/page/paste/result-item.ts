/**
 * @file The list item of one passage, created once; afterwards only its figures change. Its title is a button that
 * opens the whole text, so that the list can be used by keyboard.
 */
import { create, setText } from '../ui/dom';
import { formatScore } from '../ui/format';
import type { ListItem } from '../ui/keyed-list';
import { barFraction } from '../ui/score-bar';
import { describeFigures, verdictOf } from '../ui/verdict';
import type { PasteResult } from './paste-results';

/** `threshold` is called for every score, since the model may change. */
export function createResultItem(first: PasteResult, threshold: () => number | undefined): ListItem<PasteResult> {
  const parts = build(first);
  return {
    element: parts.element,
    setScore({ score, truncatedTokens }) {
      setText(parts.score, verdictOf(score, threshold()) ?? formatScore(score));
      parts.figures.title = describeFigures(score, threshold());
      setText(parts.exact, parts.figures.title === '' ? '' : `. ${parts.figures.title}`);
      parts.bar.style.transform = `scaleX(${barFraction(score, threshold()).toFixed(3)})`;
      parts.element.classList.toggle('unscored', !Number.isFinite(score));
      parts.truncated.hidden = truncatedTokens === 0;
    },
    setRank(now) {
      setText(parts.rank, String(now.rank));
      const rise = Number.isFinite(now.score) ? now.originalRank - now.rank : 0;
      setText(parts.arrow, rise > 0 ? `▲${rise}` : rise < 0 ? `▼${-rise}` : '');
      setText(parts.change, describeChange(now, rise));
      parts.arrow.className = rise > 0 ? 'arrow up' : 'arrow down';
    },
  };
}

function describeChange({ originalRank, score }: PasteResult, rise: number): string {
  if (!Number.isFinite(score)) return '';
  if (rise === 0) return `, still number ${originalRank}`;
  return `, moved ${rise > 0 ? 'up' : 'down'} by ${Math.abs(rise)} from number ${originalRank}`;
}

function build(result: PasteResult) {
  const element = create('li', 'row');
  const rank = create('span', 'rank');
  const body = create('div', 'body');
  const figures = create('div', 'figures');
  const score = create('span', 'score');
  const exact = create('span', 'visually-hidden');
  const arrow = create('span', 'arrow');
  const change = create('span', 'visually-hidden');
  const bar = create('span', 'bar');
  const track = create('span', 'track');
  const truncated = create('span', 'cut', 'end not read');
  truncated.title = 'This passage is longer than the model can read at once, so its end does not count.';
  arrow.setAttribute('aria-hidden', 'true');
  track.append(bar);
  figures.append(score, exact, track, arrow, change, truncated);
  body.append(...buildText(result));
  element.append(rank, body, figures);
  return { element, rank, figures, score, exact, bar, arrow, change, truncated };
}

function buildText({ title, text }: PasteResult): HTMLElement[] {
  const heading = create('h3', 'title');
  const toggle = create('button', 'toggle', title === '' ? firstWords(text) : title);
  const paragraph = create('p', 'text', text);
  toggle.type = 'button';
  toggle.setAttribute('aria-expanded', 'false');
  toggle.addEventListener('click', () => {
    const isOpen = paragraph.classList.toggle('open');
    toggle.setAttribute('aria-expanded', String(isOpen));
  });
  heading.append(toggle);
  return [heading, paragraph];
}

function firstWords(text: string): string {
  const words = text.slice(0, 200).split(/\s+/);
  return words.length > 6 ? `${words.slice(0, 6).join(' ')} …` : words.join(' ');
}
