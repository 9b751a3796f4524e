/**
 * @file Shows a document's text with its headings, scrolled to the passage. Only blocks near the passage are drawn,
 * more on request.
 */
import type { BlockSpan, DocumentContent, Hit } from '../../shared/library-data';
import { button, h } from '../ui/dom';
import { type Mark, markedText } from '../ui/marked-text';
import { scrollWithin } from './scroll-within';

/** How many blocks are drawn before and after the passage. A button adds as many as are drawn after it. */
const BLOCKS_BEFORE = 30;
const BLOCKS_AFTER = 60;

export function showText(body: HTMLElement, content: DocumentContent, hit: Hit, marks: readonly Mark[]): void {
  const { blocks, text } = content;
  const first = Math.max(
    0,
    blocks.findIndex(({ end }) => end > hit.start),
  );
  let [from, to] = [Math.max(0, first - BLOCKS_BEFORE), Math.min(blocks.length, first + BLOCKS_AFTER)];
  const draw = (start: number, end: number): HTMLElement[] =>
    blocks.slice(start, end).map((block) => elementOf(block, text, hit, marks));
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
  scrollWithin(body, pages.querySelector('.hit-sentence, mark') ?? pages.querySelector('.in-passage'));
}

function elementOf(block: BlockSpan, text: string, hit: Hit, marks: readonly Mark[]): HTMLElement {
  const element = h(tagOf(block));
  element.append(...markedText(text, marks, block.start, block.end));
  if (block.start < hit.end && block.end > hit.start && block.kind !== 'heading') element.classList.add('in-passage');
  return element;
}

/** Headings start at `h3`, since the pane's title is an `h2`. */
function tagOf({ kind, level = 1 }: BlockSpan): 'h3' | 'h4' | 'h5' | 'pre' | 'p' {
  if (kind === 'heading') return level <= 1 ? 'h3' : level === 2 ? 'h4' : 'h5';
  return kind === 'code' ? 'pre' : 'p';
}
