/**
 * @file Cuts a document into passages of about 180 words, never across a heading or a page. The last sentences of a
 * passage are repeated at the start of the next, so that an answer that spans the cut is complete in one of them. A
 * heading without a body is a passage; the rows of a long table share passages, so that it does not flood a library.
 */
import type { BlockSpan, ChunkSpan, DocumentContent } from '../shared/library-data';
import { append } from './parse/append';
import type { Block } from './parse/parser';
import { packUnits } from '../../passages/pack-units';
import { type TextUnit, splitIntoUnits } from '../../passages/text-units';

/** Joins the blocks into one text and cuts it into passages. */
export function chunkDocument(id: string, blocks: readonly Block[]): DocumentContent {
  const { text, spans, lines } = joinBlocks(blocks);
  const chunks: ChunkSpan[] = [];
  const headings: Heading[] = [];
  let units: TextUnit[] = [];
  let rows: TextUnit[] = [];
  let section: string | undefined;
  let page: number | undefined;
  const add = (ranges: readonly Range[], names: readonly string[]): void => {
    const heading = names.filter(Boolean).join(' › ');
    for (const range of ranges) chunks.push({ ...range, heading, ...(page === undefined ? {} : { page }) });
  };
  const close = (): void => {
    const ranges = [...packRows(rows), ...packUnits(units)];
    if (ranges.length > 0) for (const one of headings) one.hasPassage = true;
    add(ranges, [...headings.map((one) => one.text), section ?? '']);
    units = [];
    rows = [];
  };
  /** Ends the sections of this level and below; a heading without any passage is a passage itself. */
  const leave = (level: number): void => {
    while (headings.length > 0 && headings.at(-1)!.level >= level) {
      const { hasPassage, start, end } = headings.pop()!;
      if (hasPassage) continue;
      for (const one of headings) one.hasPassage = true;
      add(
        [{ start, end }],
        headings.map((one) => one.text),
      );
    }
  };
  spans.forEach((span, index) => {
    if (span.isUnindexed === true) return;
    const nextSection = blocks[index]?.section;
    const isRow = span.kind === 'row';
    if (span.kind === 'heading' || span.page !== page || nextSection !== section || isRow !== rows.length > 0) close();
    if (span.kind === 'heading') leave(span.level ?? 1);
    page = span.page;
    section = nextSection;
    if (isRow) append(rows, splitIntoUnits(text, span));
    else if (span.kind !== 'heading') append(units, splitIntoUnits(text, span));
    else {
      const { start, end, level = 1 } = span;
      headings.push({ level, start, end, text: text.slice(start, end), hasPassage: start === end });
    }
  });
  close();
  leave(0);
  return { id, text, blocks: spans, chunks, lines };
}

type Range = { readonly start: number; readonly end: number };
type Heading = Range & { readonly level: number; readonly text: string; hasPassage: boolean };

/** Up to this many rows of a table are passages of their own; those of a longer table are joined. */
const ROWS_APART = 24;
const WORDS_OF_JOINED_ROWS = 90;

/** Rows are never cut apart, so that a value keeps its name. */
function packRows(rows: readonly TextUnit[]): Range[] {
  if (rows.length <= ROWS_APART) return rows.map(({ start, end }) => ({ start, end }));
  const ranges: { start: number; end: number; words: number }[] = [];
  for (const { start, end, words } of rows) {
    const last = ranges.at(-1);
    if (last === undefined || last.words + words > WORDS_OF_JOINED_ROWS) ranges.push({ start, end, words });
    else Object.assign(last, { end, words: last.words + words });
  }
  return ranges.map(({ start, end }) => ({ start, end }));
}

function joinBlocks(
  blocks: readonly Block[],
): Pick<DocumentContent, 'text' | 'lines'> & { readonly spans: BlockSpan[] } {
  const spans: BlockSpan[] = [];
  const lines: DocumentContent['lines'][number][] = [];
  const parts: string[] = [];
  let start = 0;
  for (const block of blocks) {
    const { text, page = 1 } = block;
    const end = start + text.length;
    spans.push(spanOf(block, start, end));
    for (const line of block.lines ?? [])
      lines.push({ ...line, start: start + line.start, end: start + line.end, page });
    parts.push(text);
    start = end + SEPARATOR.length;
  }
  return { text: parts.join(SEPARATOR), spans, lines };
}

const SEPARATOR = '\n\n';

function spanOf({ kind, level, page, isUnindexed }: Block, start: number, end: number): BlockSpan {
  if (level === undefined && page === undefined && isUnindexed === undefined) return { kind, start, end };
  return {
    ...{ kind, start, end },
    ...(level === undefined ? {} : { level }),
    ...(page === undefined ? {} : { page }),
    ...(isUnindexed === undefined ? {} : { isUnindexed }),
  };
}
