/**
 * @file Finds headings that are as large as the text and bold. The names of fonts are known only once a page's drawing
 * instructions are read, so they are read for pages with a new font.
 */
import type { PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { TextContent } from 'pdfjs-dist/types/src/display/api';
import type { PrintedLine } from './pdf-lines';

/** Whether each font of a document is bold, by the name that pdf.js gives it. */
export type FontWeights = Map<string, boolean>;

/** Reading the instructions takes as long as reading the text, so only so many pages of a document are examined. */
const MAX_EXAMINED = 40;

/** Completes `weights` with the fonts of a page and returns those that are bold. */
export async function boldFontsOf(
  page: PDFPageProxy,
  items: TextContent['items'],
  weights: FontWeights,
): Promise<ReadonlySet<string>> {
  const fonts = new Set(items.flatMap((item) => ('str' in item && item.str.trim() !== '' ? [item.fontName] : [])));
  const unknown = [...fonts].filter((font) => !weights.has(font));
  if (unknown.length > 0 && page.pageNumber <= MAX_EXAMINED) {
    await page.getOperatorList();
    for (const font of unknown) weights.set(font, page.commonObjs.has(font) && isBold(page.commonObjs.get(font)));
  }
  return new Set([...fonts].filter((font) => weights.get(font) === true));
}

/** The names of bold fonts, among them those of TeX. */
const BOLD = /bold|black|heavy|demi|\bCMBX|\bSFBX|\bLMRoman.*Bold|NimbusRomNo9L-Medi|NimbusSanL-Bold/i;

function isBold(font: unknown): boolean {
  const { name = '', bold = false, black = false } = font as { name?: string; bold?: boolean; black?: boolean };
  return bold || black || BOLD.test(name);
}

/** Where more of the letters are bold, weight tells no headings. */
const MAX_SHARE = 0.25;

export function isMostlyPlain(lines: readonly PrintedLine[]): boolean {
  const letters = (some: readonly PrintedLine[]): number => some.reduce((sum, { text }) => sum + text.length, 0);
  const bold = lines.filter((line) => line.isBold);
  return bold.length > 0 && letters(bold) < letters(lines) * MAX_SHARE;
}

const MAX_HEADING = 120;
const MAX_LINES = 3;

/**
 * The lines that are bold headings: up to three bold lines with a gap above them, followed by plain text, that end as
 * no sentence does.
 *
 * @param leading the distance of the page's lines, in letter sizes
 */
export function boldTitles(lines: readonly PrintedLine[], leading: number): Set<PrintedLine> {
  const titles = new Set<PrintedLine>();
  const widest = Math.max(0, ...lines.map(({ box }) => box[2]));
  for (let at = 0; at < lines.length; at += 1) {
    if (!isTitleLine(lines[at]!)) continue;
    let end = at + 1;
    while (end < lines.length && isTitleLine(lines[end]!) && !isApart(lines[end - 1]!, lines[end]!, leading)) end += 1;
    const run = lines.slice(at, end);
    const text = run.map((line) => line.text).join(' ');
    const last = run.at(-1)!;
    const next = lines[end];
    if (
      run.length <= MAX_LINES &&
      text.length <= MAX_HEADING &&
      /^[\p{Lu}\p{Lo}\p{N}"“¿¡]/u.test(text) &&
      /\p{L}{2}/u.test(text) &&
      !/[.,;]$/.test(text) &&
      // A bold line as wide as the column starts a paragraph whose first words are bold.
      last.box[2] < widest * 0.9 &&
      (at === 0 || isApart(lines[at - 1]!, run[0]!, leading)) &&
      next !== undefined &&
      !next.isBold
    )
      for (const line of run) titles.add(line);
    at = end - 1;
  }
  return titles;
}

/** A row of a table has wide gaps; the number of a heading may be followed by one. */
function isTitleLine({ isBold: bold, segments }: PrintedLine): boolean {
  return bold && (segments.length === 1 || (segments.length === 2 && /^[\dA-Z.]{1,8}\s*$/.test(segments[0]!.text)));
}

function isApart(above: PrintedLine, below: PrintedLine, leading: number): boolean {
  const gap = above.base - below.base;
  return gap <= 0 || gap > below.size * leading * 1.2 || above.angle !== below.angle;
}
