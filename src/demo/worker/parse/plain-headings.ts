/**
 * @file Finds the headings of plain text: lines that are underlined, as in reStructuredText, lines in capitals, and
 * numbered lines that stand alone.
 */
import type { Block } from './parser';

const UNDERLINE = /^([=\-~^"'`#*+:.<>_])\1{2,}$/;
const NUMBERED = /^(?:\d+|[A-Z])(?:\.\d+)*\.?\s{1,4}\p{L}[^.!?]{2,70}$/u;
const IN_CAPITALS = /^(?=.*\p{Lu}{3})[\p{Lu}\d][\p{Lu}\d\s'’"()&,/:-]{3,60}$/u;
const MAX_LENGTH = 100;

/** Replaces the paragraphs of `text` that are headings. `blocks` are its paragraphs, which blank lines part. */
export function markHeadings(text: string, blocks: readonly Block[]): Block[] {
  const paragraphs = linesOfParagraphs(text);
  if (paragraphs.length !== blocks.length) return [...blocks];
  const styles: string[] = [];
  return blocks.flatMap((block, at): Block[] => {
    const lines = paragraphs[at]!;
    const underlined = underlinedTitle(lines, styles);
    if (underlined !== undefined) {
      const { title, level, rest } = underlined;
      const heading: Block = { kind: 'heading', level, text: title };
      return rest.length === 0 ? [heading] : [heading, { kind: 'text', text: rest.join(' ') }];
    }
    if (lines.length !== 1 || !standsAlone(lines[0]!, paragraphs[at + 1])) return [block];
    const [line] = lines as [string];
    return [{ kind: 'heading', level: Math.min(6, 2 + depthOf(line)), text: line }];
  });
}

type Underlined = { readonly title: string; readonly level: number; readonly rest: readonly string[] };

/** Levels follow the order in which the characters of the lines first occur, as in docutils. */
function underlinedTitle(lines: readonly string[], styles: string[]): Underlined | undefined {
  const isOverlined = lines.length > 2 && UNDERLINE.test(lines[0]!) && lines[2] === lines[0];
  const [title = '', line = '', ...rest] = isOverlined ? lines.slice(1) : lines;
  const style = `${UNDERLINE.exec(line)?.[1] ?? ''}${isOverlined ? '+' : ''}`;
  if (style === '' || style === '+' || UNDERLINE.test(title) || title.length > MAX_LENGTH) return undefined;
  if (line.length < title.length * 0.7 || !/\p{L}/u.test(title)) return undefined;
  if (!styles.includes(style)) styles.push(style);
  return { title, level: Math.min(6, styles.indexOf(style) + 1), rest };
}

/** A heading is followed by its text, and not by another entry of a list. */
function standsAlone(line: string, next: readonly string[] | undefined): boolean {
  const pattern = [NUMBERED, IN_CAPITALS].find((each) => each.test(line));
  if (pattern === undefined || next === undefined) return false;
  return !(next.length === 1 && pattern === NUMBERED && NUMBERED.test(next[0]!) && depthOf(next[0]!) <= depthOf(line));
}

function depthOf(line: string): number {
  return /^[\d.A-Z]+/.exec(line)?.[0].match(/\.\d/g)?.length ?? 0;
}

function linesOfParagraphs(text: string): string[][] {
  const paragraphs: string[][] = [];
  let open: string[] = [];
  for (const line of [...text.split('\n'), '']) {
    const clean = line.trim();
    if (clean !== '') open.push(clean);
    else if (open.length > 0) {
      paragraphs.push(open);
      open = [];
    }
  }
  return paragraphs;
}
