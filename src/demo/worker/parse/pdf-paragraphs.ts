/**
 * @file Joins printed lines into paragraphs and headings. A gap or a change of size ends one; hyphens at line ends are
 * removed.
 */
import type { Block, ParsedLine } from './parser';
import type { PrintedLine } from './pdf-lines';

/** `body` is the height of the document's plain text; lines that are at least 15 % taller are headings. */
export function blocksOfLines(lines: readonly PrintedLine[], body: number, page: number): Block[] {
  const groups: PrintedLine[][] = [];
  for (const line of lines) {
    const group = groups[groups.length - 1];
    const last = group?.[group.length - 1];
    if (group !== undefined && last !== undefined && continues(last, line)) group.push(line);
    else groups.push([line]);
  }
  return groups.map((group) => toBlock(group, body, page));
}

function continues(above: PrintedLine, below: PrintedLine): boolean {
  const height = Math.max(above.box[3], below.box[3]);
  const gap = above.box[1] - below.box[1];
  return gap > 0 && gap < height * 1.75 && Math.abs(above.box[3] - below.box[3]) < height * 0.12;
}

function toBlock(group: readonly PrintedLine[], body: number, page: number): Block {
  let text = '';
  const lines: ParsedLine[] = [];
  for (const { text: line, box } of group) {
    if (/\p{L}-$/u.test(text) && /^\p{Ll}/u.test(line)) text = text.slice(0, -1);
    else if (text !== '') text += ' ';
    lines.push({ start: text.length, end: text.length + line.length, box });
    text += line;
  }
  const height = group[0]?.box[3] ?? 0;
  const isHeading = height > body * 1.15 && text.length <= 120;
  const shape = isHeading
    ? ({ kind: 'heading', level: height > body * 1.6 ? 1 : 2 } as const)
    : ({ kind: 'text' } as const);
  return { ...shape, text, page, lines };
}
