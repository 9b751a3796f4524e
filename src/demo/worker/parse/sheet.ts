/** @file Parses spreadsheets (.xlsx, .xls, .xlsb, .ods) with SheetJS: the shown values of each sheet, and comments. */
import { type WorkBook, read, utils } from '@e965/xlsx';
import { type Block, type Parser, UnreadableFileError } from './parser';
import { blocksOfRows } from './table-rows';

export const parseSheet: Parser = async (file) => {
  const book = open(new Uint8Array(await file.arrayBuffer()));
  const blocks = book.SheetNames.flatMap((name): Block[] => {
    const sheet = book.Sheets[name];
    if (sheet === undefined) return [];
    const rows = utils.sheet_to_json<unknown[]>(sheet, { header: 1, raw: false, blankrows: false, defval: '' });
    return [...blocksOfRows(rows, name), ...commentsOf(sheet, name)];
  });
  if (blocks.length === 0) throw new UnreadableFileError('Its sheets contain no values');
  return { blocks };
};

function open(data: Uint8Array): WorkBook {
  try {
    return read(data, { type: 'array', cellHTML: false, cellFormula: false });
  } catch (cause) {
    if (cause instanceof Error && /password|encrypt/i.test(cause.message))
      throw new UnreadableFileError('It is protected with a password', { cause });
    throw new UnreadableFileError('The spreadsheet is damaged', { cause });
  }
}

type Cell = { readonly c?: readonly { readonly a?: string; readonly t?: string }[] };

function commentsOf(sheet: object, section: string): Block[] {
  return Object.values(sheet as Readonly<Record<string, Cell | undefined>>).flatMap((cell) =>
    (Array.isArray(cell?.c) ? (cell.c as NonNullable<Cell['c']>) : []).flatMap(({ a = '', t = '' }): Block[] =>
      t.trim() === '' ? [] : [{ kind: 'text', text: `Comment${a === '' ? '' : ` by ${a}`}: ${t.trim()}`, section }],
    ),
  );
}
