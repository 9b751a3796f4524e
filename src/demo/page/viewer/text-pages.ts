/**
 * @file Shows a document's text with its headings, scrolled to a place. Only blocks near the place are drawn, more on
 * request.
 */
import type { BlockSpan, DocumentContent } from '../../shared/library-data';
import { button, h } from '../ui/dom';
import { markedText } from '../ui/marked-text';
import type { DocumentView } from './pdf-page';
import type { Place } from './places';
import { scrollWithin } from './scroll-within';

/** How many blocks are drawn before and after the place. A button adds as many as are drawn after it. */
const BLOCKS_BEFORE = 30;
const BLOCKS_AFTER = 60;
/** The class of the empty element where the passage starts, which may be deep within a long block. */
const PASSAGE_START = 'passage-start';

export function createTextView(body: HTMLElement, content: DocumentContent): DocumentView {
  let factor = 1;
  return {
    show(place) {
      showPlace(body, content, place);
      body.querySelector<HTMLElement>('.pages')?.style.setProperty('font-size', `${factor}em`);
      return Promise.resolve();
    },
    zoom(to) {
      factor = to;
      body.querySelector<HTMLElement>('.pages')?.style.setProperty('font-size', `${factor}em`);
      return Promise.resolve();
    },
    close: () => undefined,
  };
}

function showPlace(body: HTMLElement, content: DocumentContent, place: Place): void {
  const { blocks, text } = content;
  const first = Math.max(
    0,
    blocks.findIndex(({ end }) => end > place.start),
  );
  let [from, to] = [Math.max(0, first - BLOCKS_BEFORE), Math.min(blocks.length, first + BLOCKS_AFTER)];
  const draw = (start: number, end: number): HTMLElement[] =>
    blocks.slice(start, end).map((block) => elementOf(block, text, place));
  const pages = h('div', { class: 'pages' }, ...draw(from, to));
  const earlier = button('Show earlier text', () => {
    const start = Math.max(0, from - BLOCKS_AFTER);
    pages.prepend(...draw(start, from));
    from = start;
    earlier.hidden = from === 0;
  });
  const later = button('Show later text', () => {
    const end = Math.min(blocks.length, to + BLOCKS_AFTER);
    pages.append(...draw(to, end));
    to = end;
    later.hidden = to === blocks.length;
  });
  earlier.hidden = from === 0;
  later.hidden = to === blocks.length;
  body.replaceChildren(earlier, pages, later);
  // A single selector for all of them would find a marked word that comes before the sentence.
  const places = ['.hit-sentence', 'mark', `.${PASSAGE_START}`].map((selector) => pages.querySelector(selector));
  scrollWithin(body, places.find((element) => element !== null) ?? null);
}

function elementOf(block: BlockSpan, text: string, place: Place): HTMLElement {
  const element = h(tagOf(block));
  const hasStart = place.start >= block.start && place.start < block.end;
  const cut = hasStart ? place.start : block.start;
  if (hasStart) element.append(...markedText(text, place.marks, block.start, cut), h('span', { class: PASSAGE_START }));
  element.append(...markedText(text, place.marks, cut, block.end));
  if (block.start < place.end && block.end > place.start && block.kind !== 'heading')
    element.classList.add('in-passage');
  return element;
}

/** Headings start at `h3`, since the pane's title is an `h2`. */
function tagOf({ kind, level = 1 }: BlockSpan): 'h3' | 'h4' | 'h5' | 'pre' | 'p' {
  if (kind === 'heading') return level <= 1 ? 'h3' : level === 2 ? 'h4' : 'h5';
  return kind === 'code' ? 'pre' : 'p';
}
