/** @file Parses OpenDocument texts and presentations (.odt, .odp): paragraphs, headings, tables, notes and comments. */
import type { Document, Element } from 'domhandler';
import { type TableCell, blocksOfTable } from './document-table';
import { clean, elementsOf, openPackage, parseXml, textOf } from './package';
import { type Block, type Parser, UnreadableFileError } from './parser';
import { readText } from './read-text';

export const parseOpenDocument: Parser = async (file, { path = '' }) => {
  const { content, styles } = await documentsOf(file, path);
  const pages = elementsOf(content, 'draw:page');
  const blocks = pages.length > 0 ? pages.flatMap(slideBlocks) : bodyBlocks(content);
  const edges = styles === undefined ? [] : elementsOf(styles, 'style:header', 'style:footer');
  const outer = edges.map((edge) =>
    labelled(edge.name === 'style:header' ? 'Header' : 'Footer', textOf(edge, special)),
  );
  const all = [...blocks, ...outer.flat()];
  if (all.length === 0) throw new UnreadableFileError('It contains no text');
  return { blocks: all };
};

async function documentsOf(file: Blob, path: string): Promise<{ content: Document; styles: Document | undefined }> {
  if (/\.f\w+$/i.test(path)) return { content: parseXml(await readText(file, { isMarkup: true })), styles: undefined };
  const archive = await openPackage(file);
  const manifest = await archive.text('META-INF/manifest.xml');
  if (manifest?.includes('encryption-data') === true) throw new UnreadableFileError('It is protected with a password');
  const content = await archive.xml('content.xml');
  if (content === undefined) throw new UnreadableFileError('The OpenDocument file is damaged');
  return { content, styles: await archive.xml('styles.xml') };
}

function bodyBlocks(parent: Document | Element): Block[] {
  return elementsOf(parent, 'text:h', 'text:p', 'table:table', 'text:tracked-changes').flatMap((element): Block[] => {
    if (element.name === 'text:tracked-changes') return [];
    if (element.name === 'table:table') return tableBlocks(element);
    const text = clean(textOf(element, special));
    const level = Math.min(6, Number(element.attribs['text:outline-level'] ?? 1));
    const own: Block[] =
      text === '' ? [] : [element.name === 'text:h' ? { kind: 'heading', text, level } : { kind: 'text', text }];
    return [...own, ...notesOf(element), ...elementsOf(element, 'draw:text-box').flatMap(bodyBlocks)];
  });
}

function tableBlocks(table: Element): Block[] {
  const heads = elementsOf(table, 'table:table-header-rows');
  const marked = new Set(heads.flatMap((head) => elementsOf(head, 'table:table-row')));
  const rows = elementsOf(table, 'table:table-row').map((row) =>
    elementsOf(row, 'table:table-cell').flatMap((cell) => cellsOf(cell, marked.has(row))),
  );
  return blocksOfTable(rows);
}

/** Writers repeat an empty cell to the last column of a sheet. */
const MAX_REPEATED_CELLS = 50;

function cellsOf(cell: Element, isInHead: boolean): TableCell[] {
  const { attribs } = cell;
  const paragraphs = elementsOf(cell, 'text:p', 'text:h');
  const text = clean(paragraphs.map((one) => textOf(one, special)).join(' '));
  // LibreOffice gives the cells of a header this style.
  const isStyled = paragraphs.some((one) => one.attribs['text:style-name'] === 'Table_20_Heading');
  const one: TableCell = {
    text,
    isHeader: isInHead || isStyled,
    columns: Number(attribs['table:number-columns-spanned'] ?? 1),
    rows: Number(attribs['table:number-rows-spanned'] ?? 1),
  };
  const count = Number(attribs['table:number-columns-repeated'] ?? 1);
  return Array.from({ length: Math.max(1, Math.min(count, MAX_REPEATED_CELLS)) }, () => one);
}

function slideBlocks(slide: Element, index: number): Block[] {
  const notes = elementsOf(slide, 'presentation:notes').map((one) =>
    elementsOf(one, 'text:p')
      .map((p) => textOf(p, special))
      .join(' '),
  );
  const frames = elementsOf(slide, 'draw:frame', 'draw:custom-shape', 'presentation:notes').filter(
    ({ name }) => name !== 'presentation:notes',
  );
  const isTitle = ({ attribs }: Element): boolean => attribs['presentation:class'] === 'title';
  const title = clean(
    frames
      .filter(isTitle)
      .map((frame) => textOf(frame, special))
      .join(' '),
  );
  const page = index + 1;
  const body = frames.filter((frame) => !isTitle(frame)).flatMap(bodyBlocks);
  const heading: Block = { kind: 'heading', text: title === '' ? `Slide ${page}` : title, level: 1, page };
  return [
    heading,
    ...[...body, ...notes.flatMap((text) => labelled('Notes', text))].map((block) => ({ ...block, page })),
  ];
}

/** Footnotes and comments, which would cut the sentence that they stand in. */
function notesOf(element: Element): Block[] {
  return elementsOf(element, 'text:note', 'office:annotation').flatMap((note) => {
    const author = elementsOf(note, 'dc:creator')
      .map((one) => textOf(one))
      .join(' ');
    const text = elementsOf(note, 'text:p')
      .map((one) => textOf(one, special))
      .join(' ');
    return labelled(note.name === 'text:note' ? 'Note' : `Comment${author === '' ? '' : ` by ${author}`}`, text);
  });
}

function labelled(label: string, text: string): Block[] {
  const plain = clean(text);
  return plain === '' ? [] : [{ kind: 'text', text: `${label}: ${plain}` }];
}

function special({ name }: Element): string | undefined {
  if (name === 'text:s' || name === 'text:tab' || name === 'text:line-break') return ' ';
  const isApart = ['text:note', 'office:annotation', 'draw:text-box', 'text:tracked-changes'].includes(name);
  return isApart && name !== 'draw:text-box' ? '' : undefined;
}
