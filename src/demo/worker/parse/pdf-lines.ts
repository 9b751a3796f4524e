/**
 * @file Joins the text items of pdf.js, each with a position on the page, into printed lines: by their direction and
 * their baseline, whatever the size of single letters.
 */
import type { TextContent, TextItem } from 'pdfjs-dist/types/src/display/api';

/** A run of letters on a line, in coordinates along the line (`from`, `to`) and across it (`base`, upwards). */
export type Segment = {
  readonly text: string;
  readonly from: number;
  readonly to: number;
  readonly size: number;
  /** Whether all its letters are bold. */
  readonly isBold: boolean;
};

export type PrintedLine = {
  readonly text: string;
  /** Left, bottom, width and height in PDF units, as on a page that is not turned. */
  readonly box: readonly [number, number, number, number];
  /** The size of most of its letters. */
  readonly size: number;
  /** The direction of the text in degrees, counter-clockwise: 0, 90, 180 or 270. */
  readonly angle: number;
  /** The position of the baseline across the direction; it falls from line to line. */
  readonly base: number;
  /** The parts of the line between wide gaps. */
  readonly segments: readonly Segment[];
  readonly isBold: boolean;
};

type Placed = { readonly text: string; readonly angle: number; readonly size: number; readonly isBold: boolean } & {
  readonly from: number;
  readonly to: number;
  readonly base: number;
  readonly endsLine: boolean;
};

/**
 * The lines in the order of the file, without blank ones.
 *
 * @param boldFonts the names of the page's fonts that are bold
 */
export function linesOf(items: TextContent['items'], boldFonts: ReadonlySet<string> = new Set()): PrintedLine[] {
  const placed = items.flatMap((item) => ('str' in item ? [place(item, boldFonts.has(item.fontName))] : []));
  const body = usualSize(placed.map(({ text, size }) => ({ text, size })));
  const lines: PrintedLine[] = [];
  let open: Placed[] = [];
  const close = (): void => {
    const line = joinItems(open);
    if (line !== undefined) lines.push(line);
    open = [];
  };
  for (const item of placed) {
    const last = open.findLast(({ text }) => text.trim() !== '');
    if (last !== undefined && !onSameLine(last, item, body)) close();
    if (!isDoubled(open, item)) open.push(item);
    if (item.endsLine) close();
  }
  close();
  return withDropCaps(lines, body);
}

/** The size of most characters. */
export function usualSize(texts: readonly { readonly text: string; readonly size: number }[]): number {
  const characters = new Map<number, number>();
  for (const { text, size } of texts) {
    const rounded = Math.round(size * 2) / 2;
    characters.set(rounded, (characters.get(rounded) ?? 0) + text.trim().length);
  }
  return [...characters].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}

function place({ str: text, transform, width, height, hasEOL: endsLine }: TextItem, isBold: boolean): Placed {
  const [a = 1, b = 0, c = 0, d = 0, x = 0, y = 0] = transform as number[];
  const angle = (Math.round((Math.atan2(b, a) * 180) / Math.PI / 90) * 90 + 360) % 360;
  const [cos, sin] = UNIT[angle] ?? [1, 0];
  const from = x * cos + y * sin;
  const size = Math.hypot(c, d) || height || 1;
  return { text, angle, size, from, to: from + width, base: y * cos - x * sin, endsLine, isBold };
}

const UNIT: Readonly<Record<number, readonly [cos: number, sin: number]>> = {
  0: [1, 0],
  90: [0, 1],
  180: [-1, 0],
  270: [0, -1],
};

function onSameLine(a: Placed, b: Placed, body: number): boolean {
  if (b.text.trim() === '') return true;
  return a.angle === b.angle && Math.abs(a.base - b.base) < Math.min(Math.max(a.size, b.size), body || a.size) * 0.5;
}

/** Bold letters may be made by drawing them twice, a little apart. */
function isDoubled(open: readonly Placed[], item: Placed): boolean {
  if (item.text.trim() === '') return false;
  const near = item.size * 0.3;
  return open
    .slice(-40)
    .some(
      (one) => one.text === item.text && Math.abs(one.from - item.from) < near && Math.abs(one.base - item.base) < near,
    );
}

/** A gap of this many letter sizes parts columns, cells or a number in the margin. */
const WIDE_GAP = 1.2;

function joinItems(items: readonly Placed[]): PrintedLine | undefined {
  const segments: Segment[] = [];
  for (const { text, from, to, size, isBold } of items) {
    const last = segments.at(-1);
    if (text.trim() === '') {
      if (last !== undefined) segments[segments.length - 1] = { ...last, text: `${last.text} ` };
    } else if (last === undefined || from - last.to > WIDE_GAP * size || from < last.from - size)
      segments.push({ text, from, to, size, isBold });
    else segments[segments.length - 1] = joinedTo(last, { text, from, to, size, isBold });
  }
  const first = items.find(({ text }) => text.trim() !== '');
  return first === undefined ? undefined : lineOf(segments, { ...first, base: baseOf(items) });
}

/** The size is that of the longer part. */
function joinedTo(last: Segment, { text, to, size, isBold }: Segment): Segment {
  const isLonger = text.trim().length > last.text.trim().length;
  return {
    ...last,
    text: last.text + text,
    to: Math.max(to, last.to),
    size: isLonger ? size : last.size,
    isBold: last.isBold && isBold,
  };
}

/** The baseline of most letters, since a raised number has its own. */
function baseOf(items: readonly Placed[]): number {
  return items.reduce((most, one) => (one.text.trim().length > most.text.trim().length ? one : most)).base;
}

/** A line of some of the segments of a line. */
export function lineOf(
  segments: readonly Segment[],
  { angle, base }: Pick<PrintedLine, 'angle' | 'base'>,
): PrintedLine | undefined {
  const text = segments
    .map((one) => one.text)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (text === '') return undefined;
  const size = usualSize(segments) || segments[0]!.size;
  const from = Math.min(...segments.map((one) => one.from));
  const to = Math.max(...segments.map((one) => one.to));
  const boxes: Readonly<Record<number, PrintedLine['box']>> = {
    0: [from, base, to - from, size],
    90: [-base - size, from, size, to - from],
    180: [-to, -base - size, to - from, size],
    270: [base, -to, size, to - from],
  };
  const isBold = segments.every((one) => one.isBold);
  return { text, box: boxes[angle] ?? boxes[0]!, size, angle, base, segments, isBold };
}

/** A large first letter whose baseline is that of a later line is joined to the line that it starts. */
function withDropCaps(lines: readonly PrintedLine[], body: number): PrintedLine[] {
  const result: PrintedLine[] = [];
  for (const line of lines) {
    const cap = result.at(-1);
    const isCap =
      cap !== undefined &&
      /^["“‘«]?\p{Lu}$/u.test(cap.text) &&
      cap.size > body * 1.8 &&
      line.size < cap.size * 0.7 &&
      line.base > cap.base - body &&
      line.base < cap.base + cap.size * 1.2;
    if (isCap)
      result[result.length - 1] = {
        ...line,
        text: cap.text + (/^\p{Lu}?\p{Ll}|^\p{Lu}{2}/u.test(line.text) ? '' : ' ') + line.text,
      };
    else result.push(line);
  }
  return result;
}
