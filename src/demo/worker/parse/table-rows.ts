/** @file Turns rows of cells into blocks: the names of the header before each value, lines above the header as text. */
import type { Block } from './parser';

/** @param section names the table, such as the sheet of a workbook */
export function blocksOfRows(rows: readonly (readonly unknown[])[], section?: string): Block[] {
  const cells = rows.map((row) => row.map(toText)).filter((row) => row.some((value) => value !== ''));
  if (cells.length === 0) return [];
  const first = headerAt(cells);
  const named = section === undefined ? {} : { section };
  const header = first < 0 ? [] : cells[first]!;
  const lead = cells.slice(0, Math.max(0, first)).map((row): Block => ({ kind: 'text', text: joined(row), ...named }));
  const values = cells.slice(first + 1);
  if (values.length === 0 && first >= 0) return [...lead, { kind: 'row', text: joined(header), ...named }];
  const texts = inBlocks(describeRows(values, header));
  return [...lead, ...texts.map((text): Block => ({ kind: 'row', text, ...named }))];
}

/** A table has at most this many blocks; the rows of a longer one share them. */
const MAX_BLOCKS = 20_000;

function inBlocks(rows: readonly string[]): readonly string[] {
  const each = Math.ceil(rows.length / MAX_BLOCKS);
  if (each <= 1) return rows;
  return Array.from({ length: Math.ceil(rows.length / each) }, (_, at) =>
    rows.slice(at * each, (at + 1) * each).join('\n'),
  );
}

/** How many rows tell the usual width. */
const EXAMINED_ROWS = 100;

/** The first row that is as wide as most rows, -1 when it has numbers only, since it is then no header. */
function headerAt(cells: readonly (readonly string[])[]): number {
  const widths = cells
    .slice(0, EXAMINED_ROWS)
    .map(widthOf)
    .sort((a, b) => a - b);
  const usual = widths[Math.floor((widths.length - 1) / 2)] ?? 0;
  const first = Math.max(
    0,
    cells.findIndex((row) => widthOf(row) >= Math.max(1, usual * 0.8)),
  );
  return cells[first]?.every((value) => value === '' || /^[-+]?[\d.,\s%€$£]+$/.test(value)) === true ? -1 : first;
}

function widthOf(row: readonly string[]): number {
  return row.filter((value) => value !== '').length;
}

/** The names before the values add at most this many characters to the rows of a table. */
const MAX_NAMES = 200_000;

/** `column: value` pairs of each row. Values without a name stand alone, and so do those of rows beyond the budget. */
export function describeRows(rows: readonly (readonly string[])[], header: readonly string[]): string[] {
  let left = MAX_NAMES;
  return rows.map((row) => {
    const parts = row.map((value, at) => {
      const name = header[at] ?? '';
      if (value === '' || name === '' || left <= 0) return value;
      left -= name.length + 2;
      return `${name}: ${value}`;
    });
    return parts.filter((part) => part !== '').join('; ');
  });
}

/** The cells of a row without names. */
export function joined(row: readonly string[]): string {
  return row.filter((value) => value !== '').join(' · ');
}

function toText(value: unknown): string {
  const text = typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
  return text.replace(/\s+/g, ' ').trim();
}
