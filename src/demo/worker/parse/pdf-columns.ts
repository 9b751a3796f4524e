/** @file Orders the lines of a page whose columns are drawn row by row, and takes out numbers in its margin. */
import { append } from './append';
import { type PrintedLine, lineOf } from './pdf-lines';

/** A page has columns when at least this many lines, and half of its lines, have a gap at the same place. */
const MIN_ROWS = 6;
/** Shorter parts are cells of a table, whose rows stay together. */
const MIN_COLUMN_CHARACTERS = 18;

export type PageLines = { readonly lines: readonly PrintedLine[]; readonly marginal: readonly PrintedLine[] };

/** The lines in reading order. Line numbers in the margin are `marginal`. */
export function orderPage(printed: readonly PrintedLine[]): PageLines {
  const { lines, marginal } = withoutLineNumbers(printed);
  const gutter = gutterOf(lines);
  if (gutter === undefined) return { lines, marginal };
  return { lines: byColumns(lines, gutter), marginal };
}

/** The lines left of the gap, then those right of it, in which there may be further columns. */
function byColumns(lines: readonly PrintedLine[], gutter: number): PrintedLine[] {
  const ordered: PrintedLine[] = [];
  let right: PrintedLine[] = [];
  const close = (): void => {
    const next = gutterOf(right);
    append(ordered, next === undefined ? right : byColumns(right, next));
    right = [];
  };
  for (const line of lines) {
    const left = line.segments.filter(({ to }) => to <= gutter);
    const rest = line.segments.filter(({ to }) => to > gutter);
    if (rest.some(({ from }) => from < gutter)) {
      close();
      ordered.push(line);
      continue;
    }
    for (const [part, list] of [
      [left, ordered],
      [rest, right],
    ] as const) {
      const piece = part.length === line.segments.length ? line : lineOf(part, line);
      if (piece !== undefined) list.push(piece);
    }
  }
  close();
  return ordered;
}

/** The place of the first gap between columns that are drawn row by row. */
function gutterOf(lines: readonly PrintedLine[]): number | undefined {
  const rows = lines.filter(({ segments }) => segments.length >= 2);
  const wide = rows.filter(({ segments }) => segments.every(({ text }) => text.trim().length >= MIN_COLUMN_CHARACTERS));
  if (wide.length < MIN_ROWS || wide.length < lines.length / 2) return undefined;
  const starts = wide.map(({ segments }) => segments[1]!.from).sort((a, b) => a - b);
  const start = starts[Math.floor(starts.length / 2)]!;
  const agreeing = wide.filter(
    ({ segments: [left, right] }) => left!.to < start && Math.abs(right!.from - start) < left!.size,
  );
  return agreeing.length >= MIN_ROWS ? start - 0.5 : undefined;
}

/** At least this many numbers in one column, each larger than the one before, are line numbers. */
const MIN_NUMBERS = 5;

function withoutLineNumbers(lines: readonly PrintedLine[]): PageLines {
  const numbered = lines.filter(({ segments: [first] }) => /^\s*\d{1,4}\s*$/.test(first?.text ?? ''));
  const values = numbered.map(({ segments }) => Number(segments[0]!.text));
  const ends = numbered.map(({ segments }) => segments[0]!.to);
  const isSequence = values.every((value, at) => at === 0 || value > values[at - 1]!);
  const isColumn = Math.max(...ends) - Math.min(...ends) < 4;
  if (numbered.length < MIN_NUMBERS || !isSequence || !isColumn) return { lines, marginal: [] };
  const numbers = new Set(numbered);
  const parts = lines.flatMap((line) => (numbers.has(line) ? (lineOf(line.segments.slice(1), line) ?? []) : [line]));
  return { lines: parts, marginal: numbered.flatMap((line) => lineOf(line.segments.slice(0, 1), line) ?? []) };
}
