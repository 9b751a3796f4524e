/** @file Joins the text items of pdf.js, each with a position on the page, into printed lines. */
import type { TextContent, TextItem } from 'pdfjs-dist/types/src/display/api';

export type PrintedLine = {
  readonly text: string;
  /** Left, bottom, width and height in PDF units. */
  readonly box: readonly [number, number, number, number];
};

/** The lines in the order of the file, without blank ones. */
export function linesOf(items: TextContent['items']): PrintedLine[] {
  const lines: PrintedLine[] = [];
  let open: TextItem[] = [];
  const close = (): void => {
    const line = joinItems(open);
    if (line !== undefined) lines.push(line);
    open = [];
  };
  for (const item of items) {
    if (!('str' in item)) continue;
    if (open.length > 0 && !onSameLine(open[open.length - 1]!, item)) close();
    open.push(item);
    if (item.hasEOL) close();
  }
  close();
  return lines;
}

function onSameLine(a: TextItem, b: TextItem): boolean {
  if (b.str.trim() === '') return true;
  return Math.abs(bottomOf(a) - bottomOf(b)) < Math.max(heightOf(a), heightOf(b), 1) * 0.5;
}

function joinItems(items: readonly TextItem[]): PrintedLine | undefined {
  const text = items
    .map(({ str }) => str)
    .join('')
    .replace(/\s+/g, ' ')
    .trim();
  const inked = items.filter(({ str }) => str.trim() !== '');
  if (text === '' || inked.length === 0) return undefined;
  const left = Math.min(...inked.map((item) => item.transform[4] as number));
  const right = Math.max(...inked.map((item) => (item.transform[4] as number) + item.width));
  const height = Math.max(...inked.map(heightOf));
  const bottom = Math.min(...inked.map(bottomOf));
  return { text, box: [left, bottom, right - left, height] };
}

function bottomOf(item: TextItem): number {
  return item.transform[5] as number;
}

function heightOf(item: TextItem): number {
  return item.height > 0 ? item.height : Math.hypot(item.transform[2] as number, item.transform[3] as number);
}
