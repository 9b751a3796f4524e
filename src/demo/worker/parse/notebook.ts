/** @file Parses Jupyter notebooks (.ipynb): the texts and the code of their cells, and what the code printed. */
import { append } from './append';
import { blocksOfMarkdown } from './markdown';
import { type Block, type Parser, UnreadableFileError } from './parser';
import { lineBlocks } from './plain';
import { readText } from './read-text';

type Text = string | readonly string[];
type Output = { readonly text?: Text; readonly data?: { readonly 'text/plain'?: Text } };
type Cell = {
  readonly cell_type?: string;
  readonly source?: Text;
  readonly input?: Text;
  readonly outputs?: readonly Output[];
};
type Notebook = {
  readonly cells?: readonly Cell[];
  readonly worksheets?: readonly { readonly cells?: readonly Cell[] }[];
};

export const parseNotebook: Parser = async (file) => {
  const { cells, worksheets = [] } = read(await readText(file));
  const blocks: Block[] = [];
  for (const cell of cells ?? worksheets.flatMap((sheet) => sheet.cells ?? [])) {
    const source = join(cell.source ?? cell.input);
    if (cell.cell_type === 'code')
      append(blocks, [...lineBlocks(source), ...(cell.outputs ?? []).flatMap(outputBlocks)]);
    else append(blocks, await blocksOfMarkdown(source));
  }
  if (blocks.length === 0) throw new UnreadableFileError('Its cells contain no text');
  return { blocks };
};

function read(text: string): Notebook {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw new UnreadableFileError('The notebook is damaged', { cause });
  }
  throw new UnreadableFileError('The notebook is damaged');
}

function outputBlocks({ text, data }: Output): Block[] {
  return lineBlocks(join(text ?? data?.['text/plain']));
}

function join(text: Text | undefined): string {
  return typeof text === 'string' ? text : (text ?? []).join('');
}
