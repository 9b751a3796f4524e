/**
 * @file Cuts a document into passages of about 180 words, never across a heading or a page. The last sentences of a
 * passage are repeated at the start of the next, so that an answer that spans the cut is complete in one of them.
 */
import type { BlockSpan, ChunkSpan, DocumentContent } from '../shared/library-data';
import type { Block } from './parse/parser';
import { type TextUnit, splitIntoUnits } from './text-units';

const TARGET_WORDS = 180;
const OVERLAP_WORDS = 30;
/** A shorter last passage is joined to the one before it. */
const MIN_WORDS = 40;

/** Joins the blocks into one text and cuts it into passages. */
export function chunkDocument(id: string, blocks: readonly Block[]): DocumentContent {
  const { text, spans, lines } = joinBlocks(blocks);
  const chunks: ChunkSpan[] = [];
  const headings: { readonly level: number; readonly text: string }[] = [];
  let units: TextUnit[] = [];
  let section: string | undefined;
  let page: number | undefined;
  const close = (): void => {
    const heading = [...headings.map((one) => one.text), ...(section === undefined ? [] : [section])]
      .filter(Boolean)
      .join(' › ');
    chunks.push(...packUnits(units).map((range) => ({ ...range, heading, ...(page === undefined ? {} : { page }) })));
    units = [];
  };
  spans.forEach((span, index) => {
    const nextSection = blocks[index]?.section;
    const startsNew = span.kind === 'heading' || span.kind === 'row' || span.page !== page || nextSection !== section;
    if (startsNew) close();
    page = span.page;
    section = nextSection;
    if (span.kind !== 'heading') return void units.push(...splitIntoUnits(text, span));
    const level = span.level ?? 1;
    while (headings.length > 0 && headings[headings.length - 1]!.level >= level) headings.pop();
    headings.push({ level, text: text.slice(span.start, span.end) });
  });
  close();
  return { id, text, blocks: spans, chunks, lines };
}

function joinBlocks(
  blocks: readonly Block[],
): Pick<DocumentContent, 'text' | 'lines'> & { readonly spans: BlockSpan[] } {
  const spans: BlockSpan[] = [];
  const lines: DocumentContent['lines'][number][] = [];
  let text = '';
  for (const { text: part, section: _, lines: printed = [], ...rest } of blocks) {
    if (text !== '') text += '\n\n';
    const start = text.length;
    text += part;
    spans.push({ ...rest, start, end: text.length });
    const page = rest.page ?? 1;
    lines.push(...printed.map(({ start: from, end, box }) => ({ start: start + from, end: start + end, page, box })));
  }
  return { text, spans, lines };
}

/** Groups whole units into passages of about the target length. */
function packUnits(units: readonly TextUnit[]): { readonly start: number; readonly end: number }[] {
  const groups: TextUnit[][] = [];
  let open: TextUnit[] = [];
  let fresh = 0;
  for (const unit of units) {
    if (fresh > 0 && wordsOf(open) + unit.words > TARGET_WORDS) {
      groups.push(open);
      open = overlappingUnits(open);
      fresh = 0;
    }
    open.push(unit);
    fresh += unit.words;
  }
  if (fresh > 0) {
    const last = groups[groups.length - 1];
    if (last !== undefined && fresh < MIN_WORDS)
      groups[groups.length - 1] = [...last, ...open.filter((unit) => !last.includes(unit))];
    else groups.push(open);
  }
  return groups.map((group) => ({ start: group[0]!.start, end: group[group.length - 1]!.end }));
}

/** The last units that fit into the overlap; none when the last unit alone is longer. */
function overlappingUnits(units: readonly TextUnit[]): TextUnit[] {
  let words = 0;
  let from = units.length;
  while (from > 1 && words + units[from - 1]!.words <= OVERLAP_WORDS) {
    from -= 1;
    words += units[from]!.words;
  }
  return units.slice(from);
}

function wordsOf(units: readonly TextUnit[]): number {
  return units.reduce((sum, { words }) => sum + words, 0);
}
