/** @file Collects the rows of a table of rich text, which ends with the first paragraph outside of it. */
import { type TableCell, blocksOfTable } from './document-table';
import type { Block } from './parser';

export class RtfTable {
  #rows: TableCell[][] = [];
  #cells: string[] = [];
  #isHeaderRow = false;

  /** `trowd`: the formats of a row follow, before its cells and perhaps again behind them. */
  startFormats(): void {
    this.#isHeaderRow = false;
  }

  /** `trhdr`: the row is repeated on each page. */
  markAsHeader(): void {
    this.#isHeaderRow = true;
  }

  addCell(text: string): void {
    this.#cells.push(text);
  }

  endRow(): void {
    const isHeader = this.#isHeaderRow;
    if (this.#cells.length > 0) this.#rows.push(this.#cells.map((text) => ({ text, isHeader })));
    this.#cells = [];
  }

  /** The rows so far; the next row starts a table of its own. */
  end(): Block[] {
    this.endRow();
    if (this.#rows.length === 0) return [];
    const blocks = blocksOfTable(this.#rows);
    this.#rows = [];
    return blocks;
  }
}
