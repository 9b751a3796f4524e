/**
 * @file Reads the text of an element as a person sees it: blocks, table cells and line breaks part words, and scripts,
 * styles and hidden elements are left out. Open shadow roots are read with what is slotted into them.
 *
 * `innerText` is not used: it gives `textContent` for an element that is not rendered, such as a list that was never
 * displayed, and an empty text for a shadow host.
 */

export type TextOptions = {
  /** Whether the texts of images (`alt`) and the labels of elements (`aria-label`) are read. */
  readonly labels: boolean;
};

/**
 * Returns the text with a line for each block; runs of white space become one space.
 *
 * @param element read even if it is hidden itself, because a list may not have been displayed yet
 */
export function visibleText(element: Element, options: TextOptions): string {
  const parts: string[] = [];
  appendChildren(element, { ...options, parts, isShown: true });
  const lines = parts.join('').replace(/[^\S\n]+/g, ' ');
  return lines.replace(/ ?\n[ \n]*/g, '\n').trim();
}

type Reading = TextOptions & {
  /** The text so far. White space in markup has no meaning, so only this module adds line ends. */
  readonly parts: string[];
  /** False where the style `visibility` hides texts; elements inside may be visible again. */
  readonly isShown: boolean;
};

/** Elements whose content is never text of the page. */
const UNREAD = new Set(['script', 'style', 'template', 'noscript', 'head', 'title', 'desc', 'metadata', 'rp']);
/** Elements whose content a browser does not show as text, but that take up room between two words. */
const BOXES = new Set(
  'iframe object embed canvas audio video select datalist textarea input progress meter'.split(' '),
);
/** Elements that part words, whatever their display. */
const REPLACED = new Set(['img', 'svg', 'math', ...BOXES]);

/** Blocks without style sheets, for elements that are not in a document and so have no computed style. */
const BLOCKS = new Set(
  (
    'address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 ' +
    'h3 h4 h5 h6 header hgroup hr legend li main menu nav ol optgroup option p pre search section summary table tbody ' +
    'tfoot thead tr caption ul'
  ).split(' '),
);
const CELLS = new Set(['td', 'th', 'button']);

type Boundary = '' | ' ' | '\n';

function appendChildren(parent: Node, reading: Reading): void {
  for (const child of flattenedChildren(parent)) {
    if (child.nodeType === Node.TEXT_NODE) appendText((child as Text).data, reading);
    else if (child.nodeType === Node.ELEMENT_NODE) appendElement(child as Element, reading);
  }
}

/** The children as they are displayed: those of an open shadow root, and of a slot what is assigned to it. */
function flattenedChildren(parent: Node): Iterable<Node> {
  if (parent instanceof HTMLSlotElement) {
    const assigned = parent.assignedNodes();
    return assigned.length > 0 ? assigned : parent.childNodes;
  }
  const root = (parent as Partial<Element>).shadowRoot;
  return root ? root.childNodes : parent.childNodes;
}

function appendText(text: string, { parts, isShown }: Reading): void {
  if (isShown) parts.push(text.replace(/\s+/g, ' '));
}

function appendElement(element: Element, reading: Reading): void {
  const { parts, labels } = reading;
  const name = element.localName;
  if (name === 'br' || name === 'hr') return void parts.push('\n');
  const style = computedStyle(element);
  if (isLeftOut(element, style)) return;
  const isShown = style ? style.visibility === 'visible' : reading.isShown;
  const boundary = boundaryOf(element, style);
  parts.push(boundary);
  const before = parts.length;
  if (!BOXES.has(name)) appendChildren(element, { ...reading, isShown });
  if (labels && isShown) addLabel(element, parts, before);
  parts.push(boundary);
}

/** Returns undefined for an element that is not in a document. */
function computedStyle(element: Element): CSSStyleDeclaration | undefined {
  if (!element.isConnected) return undefined;
  const style = getComputedStyle(element) as CSSStyleDeclaration | null;
  return style?.display ? style : undefined;
}

function isLeftOut(element: Element, style: CSSStyleDeclaration | undefined): boolean {
  const isHidden = style ? style.display === 'none' : element.hasAttribute('hidden');
  // A style sheet may give `hidden` another display; `until-found` hides by `content-visibility`.
  return isHidden || UNREAD.has(element.localName) || element.getAttribute('hidden')?.toLowerCase() === 'until-found';
}

function boundaryOf(element: Element, style: CSSStyleDeclaration | undefined): Boundary {
  const name = element.localName;
  if (REPLACED.has(name)) return ' ';
  if (!style) return BLOCKS.has(name) ? '\n' : CELLS.has(name) ? ' ' : '';
  const { display } = style;
  if (display === 'table-cell') return ' ';
  if (/^inline-|^ruby-text/.test(display)) return hasOneLetter(element) ? '' : ' ';
  return /^(inline|contents|ruby)/.test(display) ? '' : '\n';
}

/** Animated headings put each letter of a word into a box of its own. */
function hasOneLetter(element: Element): boolean {
  return element.textContent.trim().length === 1;
}

/** Adds the label of an element whose text does not hold it; a label that holds the text replaces it. */
function addLabel(element: Element, parts: string[], from: number): void {
  const label = labelOf(element);
  if (label === '') return;
  const text = collapse(parts.slice(from).join(''));
  if (text.includes(label)) return;
  if (label.includes(text)) parts.splice(from);
  parts.push(' ', label, ' ');
}

function labelOf(element: Element): string {
  const { localName } = element;
  const alt = localName === 'img' || localName === 'area' || localName === 'input' ? element.getAttribute('alt') : null;
  return collapse(element.getAttribute('aria-label') ?? alt ?? '');
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
