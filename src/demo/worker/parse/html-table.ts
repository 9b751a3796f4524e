/**
 * @file Collects the cells of the tables of a page while it is read. A table whose rows are all that it contains gets
 * the names of its header before the values; one with headings, code or another table within stays as it was read.
 */
import { rowsWithNames, type TableCell } from './document-table';
import type { Block } from './parser';

type OpenCell = {
  text: string;
  /** How many letters are emphasized. */
  strong: number;
  readonly isHeader: boolean;
  readonly columns: number;
  readonly rows: number;
};
type OpenTable = {
  first: number;
  readonly rows: OpenCell[][];
  cell: OpenCell | undefined;
  isInHead: boolean;
  isPlain: boolean;
};

export class HtmlTables {
  readonly #blocks: Block[];
  readonly #open: OpenTable[] = [];
  /** How many elements that emphasize are open in the cell. */
  #strong = 0;

  constructor(blocks: Block[]) {
    this.#blocks = blocks;
  }

  /** To be called after the blocks before the element have been added. */
  onopentag(name: string, attributes: Readonly<Record<string, string>>): void {
    const table = this.#open.at(-1);
    if (name === 'table') {
      if (table !== undefined) table.isPlain = false;
      this.#open.push({ first: this.#blocks.length, rows: [], cell: undefined, isInHead: false, isPlain: true });
    } else if (table === undefined) return;
    else if (name === 'thead') table.isInHead = true;
    else if (name === 'tbody' || name === 'tfoot') table.isInHead = false;
    else if (name === 'tr') table.rows.push([]);
    else if (name === 'b' || name === 'strong') this.#strong += 1;
    else if (name === 'td' || name === 'th') {
      this.#strong = 0;
      table.cell = {
        text: '',
        strong: 0,
        isHeader: name === 'th' || table.isInHead,
        columns: spanOf(attributes['colspan']),
        rows: spanOf(attributes['rowspan']),
      };
      if (table.rows.length === 0) table.rows.push([]);
      table.rows.at(-1)!.push(table.cell);
    }
  }

  ontext(text: string): void {
    const cell = this.#open.at(-1)?.cell;
    if (cell === undefined) return;
    cell.text += text;
    if (this.#strong > 0) cell.strong += lettersOf(text).length;
  }

  /** To be called after the last block of the element has been added. */
  onclosetag(name: string): void {
    const table = this.#open.at(-1);
    if (table === undefined) return;
    if (name === 'td' || name === 'th') table.cell = undefined;
    else if (name === 'b' || name === 'strong') this.#strong -= 1;
    // Captions stand before the rows.
    else if (name === 'caption' && table.rows.length === 0) table.first = this.#blocks.length;
    else if (name === 'table') {
      this.#open.pop();
      this.#replace(table);
    }
  }

  #replace({ first, rows, isPlain }: OpenTable): void {
    if (!isPlain) return;
    const isEmphasized = hasEmphasizedTop(rows);
    const cells = rows.map((row, at) => row.map((cell) => cellOf(cell, isEmphasized && at === 0)));
    if (!containsAll(cells, this.#blocks, first)) return;
    const texts = rowsWithNames(cells);
    if (texts === undefined) return;
    this.#blocks.length = first;
    for (const text of texts) if (text !== '') this.#blocks.push({ kind: 'text', text });
  }
}

function spanOf(value: string | undefined): number {
  const span = Number.parseInt(value ?? '1', 10);
  return span > 0 ? span : 1;
}

function cellOf({ text, isHeader, columns, rows }: OpenCell, isEmphasized: boolean): TableCell {
  return { text: clean(text), isHeader: isHeader || isEmphasized, columns, rows };
}

/** Writers of Word documents emphasize a header without marking it. */
function hasEmphasizedTop(rows: readonly (readonly OpenCell[])[]): boolean {
  const [top = [], next = []] = rows.filter((row) => row.length > 0);
  const isStrong = ({ text, strong }: OpenCell): boolean => strong > 0 && strong === lettersOf(text).length;
  return top === rows[0] && top.length > 1 && top.every(isStrong) && next.length > 0 && !next.every(isStrong);
}

function lettersOf(text: string): string {
  return text.replace(/[\s·]+/g, '');
}

function clean(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/** Whether the blocks from `first` on say what the cells say, and nothing else. */
function containsAll(cells: readonly (readonly TableCell[])[], blocks: readonly Block[], first: number): boolean {
  const read = blocks.slice(first);
  const letters = (texts: readonly string[]): string => lettersOf(texts.join(''));
  return (
    read.every(({ kind }) => kind === 'text') &&
    letters(read.map(({ text }) => text)) === letters(cells.flat().map(({ text }) => text))
  );
}
