/**
 * @file Turns a table within a document into one text a row, with the names of its header before the values as in
 * spreadsheets. The header is what the author marked as one. Unmarked first rows count where they name a column of
 * numbers, since a wrong name would change what a row says.
 */
import type { Block } from './parser';
import { describeRows, joined } from './table-rows';

export type TableCell = {
  readonly text: string;
  /** The author marked the cell as a header. */
  readonly isHeader?: boolean;
  /** How many columns and rows the cell covers. Default 1. */
  readonly columns?: number;
  readonly rows?: number;
};

/** One text for each row that has any; in a table without a header the cells have ` · ` between them. */
export function blocksOfTable(rows: readonly (readonly TableCell[])[]): Block[] {
  const texts = rowsWithNames(rows) ?? rows.map((row) => joined(row.map(({ text }) => text)));
  return texts.filter((text) => text !== '').map((text) => ({ kind: 'text', text }));
}

/** Undefined for a table without a header. */
export function rowsWithNames(rows: readonly (readonly TableCell[])[]): string[] | undefined {
  const grid = gridOf(rows);
  const header = headerOf(grid);
  if (header.rows > 0) return describeBelow(grid, header);
  const hasNames = grid.some(([first]) => first?.isHeader === true);
  return hasNames ? grid.map(nameBeforeValues) : undefined;
}

type GridCell = { readonly text: string; readonly isHeader: boolean; readonly isWide: boolean };
type Grid = readonly (readonly GridCell[])[];
type Header = { readonly rows: number; readonly names: readonly string[] };

/** Spans of more columns or rows, or repeated texts of more characters, serve no reader. */
const MAX_COLUMNS = 200;
const MAX_ROWS = 100;
const MAX_REPEATED = 100_000;
const NO_CELL: GridCell = { text: '', isHeader: false, isWide: false };

/** One cell a column: a cell that covers rows is repeated in them, and so is a header that covers columns. */
function gridOf(rows: readonly (readonly TableCell[])[]): Grid {
  const covered: ({ readonly cell: GridCell; left: number } | undefined)[] = [];
  let repeated = 0;
  return rows.map((row) => {
    const line: GridCell[] = [];
    const takeCovered = (): void => {
      for (let above = covered[line.length]; above !== undefined && above.left > 0; above = covered[line.length]) {
        above.left -= 1;
        repeated += above.cell.text.length;
        line.push(repeated > MAX_REPEATED ? NO_CELL : above.cell);
      }
    };
    for (const { text, isHeader = false, columns = 1, rows: height = 1 } of row) {
      takeCovered();
      const width = columns > 1 ? Math.max(1, Math.min(columns, MAX_COLUMNS - line.length)) : 1;
      for (let at = 0; at < width; at += 1) {
        const cell = at === 0 || isHeader ? { text, isHeader, isWide: width > 1 } : NO_CELL;
        covered[line.length] = {
          cell,
          left: height > 1 && line.length < MAX_COLUMNS ? Math.min(height, MAX_ROWS) - 1 : 0,
        };
        line.push(cell);
      }
    }
    takeCovered();
    return line;
  });
}

/** The rows at the top whose cells are all headers: more than one are read as one. */
const MAX_HEADER_ROWS = 3;

function headerOf(grid: Grid): Header {
  const isMarked = (row: readonly GridCell[]): boolean =>
    row.filter(({ text }) => text !== '').length > 1 && row.every(({ text, isHeader }) => isHeader || text === '');
  // A title over all columns names none of them.
  const start = Math.max(
    0,
    grid.findIndex((row) => !isTitle(row)),
  );
  let end = start;
  while (end < grid.length && end - start < MAX_HEADER_ROWS && isMarked(grid[end]!)) end += 1;
  if (end > start && end < grid.length) return { rows: end, names: namesOf(grid.slice(start, end)) };
  return isUnmarkedHeader(grid) ? { rows: 1, names: namesOf(grid.slice(0, 1)) } : { rows: 0, names: [] };
}

function isTitle(row: readonly GridCell[]): boolean {
  const filled = row.filter(({ text }) => text !== '');
  const isOne = filled.every(({ text }) => text === filled[0]?.text);
  return isOne && (row.length === 1 || filled.some(({ isWide }) => isWide));
}

/** A longer name would make the text of a row hard to read. */
const MAX_NAME = 60;

function namesOf(rows: Grid): string[] {
  const width = Math.max(...rows.map((row) => row.length));
  return Array.from({ length: width }, (_, at) => {
    const parts = new Set(rows.map((row) => row[at]?.text ?? '').filter((text) => text !== ''));
    return shortened([...parts].join(' ').replace(/:$/, ''));
  });
}

function shortened(name: string): string {
  if (name.length <= MAX_NAME) return name;
  return `${name.slice(0, name.lastIndexOf(' ', MAX_NAME)).slice(0, MAX_NAME)}…`;
}

/** Three columns at least, with short words at the top and numbers below one of them. */
function isUnmarkedHeader([first = [], ...below]: Grid): boolean {
  const names = first.map(({ text }) => text);
  const areNames =
    names.length >= 3 &&
    new Set(names).size === names.length &&
    names.every((name) => name !== '' && name.length <= MAX_NAME && !/\d/.test(name));
  if (!areNames || below.length === 0 || below.some((row) => row.length !== names.length)) return false;
  return names.some((_, at) => below.every((row) => isNumeric(row[at]!.text)));
}

/** A number, a date or an amount. */
function isNumeric(text: string): boolean {
  return /\d/.test(text) && text.replace(/[\d\s.,:/%+-]/g, '').length <= 4;
}

/** The rows of the header are left out, except a name that was too long for the rows. */
function describeBelow(grid: Grid, { rows, names }: Header): string[] {
  const top = grid.slice(0, rows);
  const isCut = names.some((name) => name.endsWith('…'));
  const above = top.filter((row) => isCut || isTitle(row)).map(lineOf);
  const below = grid.slice(rows);
  const described = describeRows(
    below.map((row) => row.map(({ text }) => text)),
    names,
  );
  return [...above, ...below.map((row, at) => (isTitle(row) ? lineOf(row) : described[at]!))];
}

/** A row of a table without a header at the top, whose first cell may be the name of the others. */
function nameBeforeValues(row: readonly GridCell[]): string {
  const [first, ...values] = row;
  const text = joined(values.filter(({ isHeader }) => !isHeader).map((cell) => cell.text));
  const isName = first?.isHeader === true && first.text !== '' && values.every(({ isHeader }) => !isHeader);
  return isName && text !== '' ? `${first.text.replace(/:$/, '')}: ${text}` : lineOf(row);
}

/** A header that covers several columns stands once. */
function lineOf(row: readonly GridCell[]): string {
  return joined(row.filter(({ isWide, text }, at) => !isWide || text !== row[at - 1]?.text).map(({ text }) => text));
}
