/**
 * @file Reads the sections of a page: the text below each heading of its main content, with the headings above it and
 * the address of the nearest heading that has one. Navigation, scripts and hidden elements are left out.
 */
import { defaultTreeAdapter, parse } from 'parse5';
import type { DefaultTreeAdapterMap } from 'parse5';

type Node = DefaultTreeAdapterMap['node'];
type Element = DefaultTreeAdapterMap['element'];

export type Section = {
  /** The headings from the top down to this section's own, without the page's title. */
  readonly headings: readonly string[];
  /** The `id` of the section's heading; empty for the beginning of the page. */
  readonly anchor: string;
  readonly text: string;
};

export type PageContent = { readonly title: string; readonly sections: readonly Section[] };

const names = (list: string): ReadonlySet<string> => new Set(list.split(' '));
const SKIPPED = names(
  'script style noscript template head iframe object embed svg canvas nav aside footer form button select textarea ' +
    'dialog rp',
);
/** Elements that start and end a line. */
const BLOCKS = names(
  'address article blockquote dd details div dl dt fieldset figcaption figure header hgroup hr li main ol p pre section ' +
    'summary table tbody tfoot thead tr ul br',
);
const HEADING = /^h[1-6]$/;
/**
 * Pages of Docusaurus that repeat the beginnings of others: posts by tag and by author, and documents by tag. These
 * names are promised to authors of style sheets (`ThemeClassNames` of @docusaurus/theme-common).
 */
const LISTING = /(^|\s)(blog(-list|(-tags|-authors)-(list|posts|post-list))|docs-tags-(list|doc-list))-page(\s|$)/;
/** The table of contents of a page of Docusaurus, which is no `nav`. */
const CONTENTS = /(^|\s)theme-doc-toc-(desktop|mobile)(\s|$)/;

/** Returns undefined for a page that asks search engines not to index it, and for one that only lists others. */
export function readPage(html: string): PageContent | undefined {
  const document = parse(html);
  const all = [...descendants(document)];
  if (all.some((each) => isMeta(each, 'robots') && /noindex|none/i.test(attribute(each, 'content') ?? '')))
    return undefined;
  if (all.some((each) => each.tagName === 'html' && LISTING.test(classOf(each)))) return undefined;
  const main = mainOf(all) ?? document;
  const reader = new SectionReader();
  reader.read(main);
  const sections = reader.finish();
  const titled = all.find(({ tagName }) => tagName === 'title');
  const firstHeading = sections.find(({ level }) => level === 1)?.headings.at(-1);
  const title = firstHeading ?? (titled ? textOf(titled) : '');
  return {
    title,
    sections: sections
      .filter(({ text }) => text !== '')
      .map(({ headings, anchor, text }) => ({
        headings: headings[0] === title ? headings.slice(1) : headings,
        anchor,
        text,
      })),
  };
}

type OpenSection = { readonly level: number; readonly headings: string[]; readonly anchor: string; text: string };

class SectionReader {
  readonly #sections: OpenSection[] = [{ level: 0, headings: [], anchor: '', text: '' }];
  /** The headings above the current place, with their levels. */
  readonly #above: { readonly level: number; readonly text: string }[] = [];
  /** The `id` of an element that was opened since the last text, for headings that have none. */
  #pendingId = '';

  read(node: Node, isPre = false): void {
    if (defaultTreeAdapter.isTextNode(node)) return this.#add(isPre ? node.value : node.value.replace(/\s+/g, ' '));
    if (!defaultTreeAdapter.isElementNode(node)) {
      if ('childNodes' in node) for (const child of node.childNodes) this.read(child, isPre);
      return;
    }
    const { tagName } = node;
    if (isSkipped(node)) return;
    if (HEADING.test(tagName)) return this.#startSection(node);
    if (tagName === 'ruby') return this.#add(rubyText(node));
    if (tagName === 'section' || tagName === 'article' || tagName === 'a')
      this.#pendingId = idOf(node) ?? this.#pendingId;
    const keepsSpace = isPre || tagName === 'pre';
    const isBlock = BLOCKS.has(tagName);
    if (isBlock) this.#add('\n');
    for (const [at, child] of node.childNodes.entries()) {
      // Links side by side, as in a list of tags, are apart on the screen by their style.
      if (!keepsSpace && isLink(child) && isLink(node.childNodes[at - 1])) this.#add(' ');
      this.read(child, keepsSpace);
    }
    if (tagName === 'td' || tagName === 'th') this.#add(' ');
    if (isBlock) this.#add('\n');
  }

  finish(): readonly OpenSection[] {
    for (const section of this.#sections) section.text = section.text.replace(/[ \t]*\n\s*/g, '\n').trim();
    return this.#sections;
  }

  #startSection(heading: Element): void {
    const level = Number(heading.tagName.slice(1));
    const text = textOf(heading);
    if (text === '') return;
    while (this.#levelAbove() >= level) this.#above.pop();
    this.#above.push({ level, text });
    const own = idOf(heading) ?? [...descendants(heading)].map(idOf).find((id) => id !== undefined);
    const anchor = own ?? (this.#pendingId === '' ? this.#section.anchor : this.#pendingId);
    this.#pendingId = '';
    this.#sections.push({ level, headings: this.#above.map((each) => each.text), anchor, text: '' });
  }

  /** The section that text belongs to now. */
  get #section(): OpenSection {
    return this.#sections[this.#sections.length - 1]!;
  }

  #levelAbove(): number {
    return this.#above[this.#above.length - 1]?.level ?? 0;
  }

  #add(text: string): void {
    this.#section.text += text;
    if (text.trim() !== '') this.#pendingId = '';
  }
}

/** The main content as authors and generators mark it, the most explicit mark first. */
function mainOf(all: readonly Element[]): Element | undefined {
  const marks: ((element: Element) => boolean)[] = [
    (each) => attribute(each, 'data-pagefind-body') !== undefined,
    (each) => attribute(each, 'role') === 'main',
    ({ tagName }) => tagName === 'main',
    ({ tagName }) => tagName === 'article',
    ({ tagName }) => tagName === 'body',
  ];
  for (const mark of marks) {
    const found = all.find(mark);
    if (found) return found;
  }
  return undefined;
}

function isSkipped(element: Element): boolean {
  if (SKIPPED.has(element.tagName)) return true;
  if (attribute(element, 'hidden') !== undefined || attribute(element, 'aria-hidden') === 'true') return true;
  if (
    attribute(element, 'data-pagefind-ignore') !== undefined ||
    attribute(element, 'data-search-ignore') !== undefined
  )
    return true;
  // The name of a code block's language, and the numbers of its lines, in VitePress.
  if (/^(lang|line-numbers-wrapper)$/.test(classOf(element)) || CONTENTS.test(classOf(element))) return true;
  const role = attribute(element, 'role');
  return role === 'navigation' || role === 'search' || isHeadingLink(element);
}

/** The sign beside a heading that links to it. */
function isHeadingLink(element: Element): boolean {
  if (element.tagName !== 'a') return false;
  return /(^|[\s_-])(header-?anchor|heading-?link|hash-link|anchor-link|headerlink|sl-anchor-link)($|[\s_-])/.test(
    classOf(element),
  );
}

function isLink(node: Node | undefined): boolean {
  return node !== undefined && defaultTreeAdapter.isElementNode(node) && node.tagName === 'a';
}

/** The characters, and behind all of them how they are read, so that words stay whole: `漢字 (かんじ)`. */
function rubyText(ruby: Element): string {
  let [base, reading] = ['', ''];
  const visit = (node: Node, isReading: boolean) => {
    if (defaultTreeAdapter.isTextNode(node)) {
      if (isReading) reading += node.value.trim();
      else base += node.value.replace(/\s+/g, ' ');
    } else if ('childNodes' in node) {
      const name = defaultTreeAdapter.isElementNode(node) ? node.tagName : '';
      if (name !== 'rp') for (const child of node.childNodes) visit(child, isReading || name === 'rt');
    }
  };
  visit(ruby, false);
  return reading === '' ? base : `${base.trim()} (${reading})`;
}

function textOf(element: Element): string {
  const parts: string[] = [];
  const visit = (node: Node) => {
    if (defaultTreeAdapter.isTextNode(node)) parts.push(node.value);
    if (!('childNodes' in node)) return;
    const inner = defaultTreeAdapter.isElementNode(node) && node !== element ? node : undefined;
    if (inner !== undefined && isSkipped(inner)) return;
    if (inner?.tagName === 'ruby') parts.push(rubyText(inner));
    else for (const child of node.childNodes) visit(child);
  };
  visit(element);
  return parts
    .join('')
    .replace(/[\s\u200b]+/g, ' ')
    .trim()
    .replace(/\s*[#¶]$/, '');
}

function* descendants(node: Node): Generator<Element, void, void> {
  if (!('childNodes' in node)) return;
  for (const child of node.childNodes) {
    if (defaultTreeAdapter.isElementNode(child)) yield child;
    yield* descendants(child);
  }
}

function idOf(element: Element): string | undefined {
  const id = attribute(element, 'id') ?? (element.tagName === 'a' ? attribute(element, 'name') : undefined);
  return id === '' ? undefined : id;
}

function isMeta(element: Element, name: string): boolean {
  return element.tagName === 'meta' && attribute(element, 'name')?.toLowerCase() === name;
}

function classOf(element: Element): string {
  return attribute(element, 'class') ?? '';
}

function attribute(element: Element, name: string): string | undefined {
  return element.attrs.find((each) => each.name === name)?.value;
}
