/**
 * @file Joins printed lines into paragraphs and headings. A gap larger than the page's own leading or a change of size
 * ends one; hyphens at line ends are removed.
 */
import type { Block, ParsedLine } from './parser';
import type { PrintedLine } from './pdf-lines';
import { boldTitles } from './pdf-weight';

export type PageSetup = {
  /** The size of the document's plain text; lines that are at least 15 % larger are headings. */
  readonly body: number;
  readonly page: number;
  /** Lines that repeat on other pages. */
  readonly running: ReadonlySet<PrintedLine>;
  /** The level of a heading that the document's outline names, undefined for other texts. */
  readonly outlineLevel: (text: string) => number | undefined;
  /** Whether the outline names most headings, so that large letters alone make none. */
  readonly isOutlined?: boolean;
  /** Whether bold lines that stand alone are headings. */
  readonly hasBoldHeadings?: boolean;
  /** On a title page, the size of its largest letters: they head that page and not the whole document. */
  readonly titleSize?: number;
};

export function blocksOfLines(lines: readonly PrintedLine[], setup: PageSetup): Block[] {
  const groups: PrintedLine[][] = [];
  const leading = leadingOf(lines);
  const titles = setup.hasBoldHeadings === true ? boldTitles(lines, leading) : NONE;
  const stands = (line: PrintedLine): boolean =>
    setup.running.has(line) || isContentsEntry(line.text) || setup.outlineLevel(line.text) !== undefined;
  let titled = 0;
  for (const [at, line] of lines.entries()) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (titled > 0) {
      titled -= 1;
      group?.push(line);
      if (titled === 0) groups.push([]);
      continue;
    }
    titled = linesOfTitle(lines, at, setup);
    if (titled > 0) {
      groups.push([line]);
      continue;
    }
    const isParted = last === undefined || stands(last) || stands(line) || titles.has(last) !== titles.has(line);
    if (group !== undefined && !isParted && continues(last, line, leading)) group.push(line);
    else groups.push([line]);
  }
  return groups.filter((group) => group.length > 0).map((group) => toBlock(group, setup, titles));
}

const NONE: ReadonlySet<PrintedLine> = new Set();

/** How many lines after this one belong to a heading of several lines that the outline names. */
function linesOfTitle(lines: readonly PrintedLine[], at: number, { outlineLevel, running }: PageSetup): number {
  const first = lines[at]!;
  if (running.has(first) || outlineLevel(first.text) !== undefined) return 0;
  for (const more of [1, 2]) {
    const title = lines.slice(at, at + 1 + more);
    if (title.length <= more || !title.every((line) => isSameSize(first, line) && line.angle === first.angle)) return 0;
    if (outlineLevel(title.map(({ text }) => text).join(' ')) !== undefined) return more;
  }
  return 0;
}

/** The most frequent distance of two lines of the same size on this page, in sizes; the smaller one of equals. */
function leadingOf(lines: readonly PrintedLine[]): number {
  const counts = new Map<number, number>();
  lines.forEach((line, at) => {
    const above = lines[at - 1];
    if (above?.angle !== line.angle || !isSameSize(above, line)) return;
    const distance = Math.round(((above.base - line.base) / line.size) * 10) / 10;
    if (distance > 0.5 && distance < 3.5) counts.set(distance, (counts.get(distance) ?? 0) + 1);
  });
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return Math.max(1.3, sorted[0]?.[0] ?? 1.3);
}

function continues(above: PrintedLine, below: PrintedLine, leading: number): boolean {
  const gap = above.base - below.base;
  if (above.angle !== below.angle || !isSameSize(above, below)) return false;
  return gap > 0 && gap < below.size * leading * 1.35;
}

function isSameSize(a: PrintedLine, b: PrintedLine): boolean {
  return Math.abs(a.size - b.size) < Math.max(a.size, b.size) * 0.12;
}

/** An entry of a table of contents: points lead to the number of a page, such as `12`, `iv` or `A-3`. */
function isContentsEntry(text: string): boolean {
  return LEADER.test(text.slice(-200));
}

const LEADER = /(?:(?:[.·•_‧․]\s{0,2}){4,}|…{2,}|(?:…\s){2,})\s*(?:(?:[A-Z]{1,3}|\d{1,3})[-–.])?(?:\d+|[ivxlc]+)\s*$/i;

const MAX_HEADING = 240;

function toBlock(group: readonly PrintedLine[], setup: PageSetup, titles: ReadonlySet<PrintedLine>): Block {
  const { page, running, outlineLevel } = setup;
  let text = '';
  const lines: ParsedLine[] = [];
  for (const { text: line, box, angle } of group) {
    if (isHyphenated(text, line)) text = text.slice(0, -1);
    else if (text !== '') text += ' ';
    lines.push({ start: text.length, end: text.length + line.length, box, ...(angle === 0 ? {} : { angle }) });
    text += line;
  }
  const first = group[0]!;
  if (running.has(first) || isContentsEntry(text)) return { kind: 'text', text, page, lines, isUnindexed: true };
  const level =
    outlineLevel(text) ??
    levelBySize(text, first.size, setup) ??
    (titles.has(first) ? Math.min(6, 3 + depthOf(text)) : undefined);
  const isHeading = level !== undefined && text.length <= MAX_HEADING && group.length <= 4 && /\p{L}/u.test(text);
  return { ...(isHeading ? { kind: 'heading', level } : { kind: 'text' }), text, page, lines };
}

/** A soft hyphen is one of the line's end; others are when small letters, or capitals among capitals, go on. */
function isHyphenated(text: string, next: string): boolean {
  if (/\p{L}\u00ad$/u.test(text)) return /^\p{L}/u.test(next);
  return (
    /\p{L}[-\u2010]$/u.test(text) && (/^\p{Ll}/u.test(next) || (/\p{Lu}{2}.$/u.test(text) && /^\p{Lu}{2}/u.test(next)))
  );
}

const SECTION_NUMBER = /^(?:\d+|[A-Z])((?:\.\d+)*)\.?\s+\p{L}/u;

/** How many numbers follow the first one of `3.1.2 Title`. */
function depthOf(text: string): number {
  return (SECTION_NUMBER.exec(text)?.[1] ?? '').split('.').length - 1;
}

function levelBySize(text: string, size: number, setup: PageSetup): number | undefined {
  const { body, isOutlined = false, titleSize = Infinity } = setup;
  if (size <= body * 1.15) return undefined;
  if (isOutlined) return SECTION_NUMBER.test(text) ? Math.min(6, 1 + depthOf(text)) : undefined;
  if (size >= titleSize) return 6;
  return size > body * 1.6 ? 1 : 2;
}
