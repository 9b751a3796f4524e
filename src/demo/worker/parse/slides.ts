/** @file Parses PowerPoint presentations (.pptx): the title, texts, tables, notes and comments of each slide. */
import type { Document, Element } from 'domhandler';
import { append } from './append';
import { type TableCell, blocksOfTable } from './document-table';
import { type Package, clean, elementsOf, openPackage, relationsOf, textOf } from './package';
import { type Block, type Parser, UnreadableFileError } from './parser';

const MAIN = 'ppt/presentation.xml';

export const parseSlides: Parser = async (file, { signal, onProgress }) => {
  const archive = await openPackage(file);
  const slides = await slidePaths(archive);
  const blocks: Block[] = [];
  for (const [index, path] of slides.entries()) {
    signal.throwIfAborted();
    append(blocks, await slideBlocks(archive, path, index + 1));
    onProgress((index + 1) / slides.length);
  }
  if (blocks.every(({ kind }) => kind === 'heading')) throw new UnreadableFileError('Its slides contain no text');
  return { blocks, pages: slides.length };
};

async function slidePaths(archive: Package): Promise<string[]> {
  const main = await archive.xml(MAIN);
  if (main === undefined) throw new UnreadableFileError('The PowerPoint file is damaged');
  const paths = new Map((await relationsOf(archive, MAIN)).map(({ id, path }) => [id, path]));
  return elementsOf(main, 'p:sldId').flatMap(({ attribs }) => paths.get(attribs['r:id'] ?? '') ?? []);
}

async function slideBlocks(archive: Package, path: string, page: number): Promise<Block[]> {
  const xml = await archive.xml(path);
  if (xml === undefined) return [];
  const titles = elementsOf(xml, 'p:sp').filter(isTitle);
  const title = clean(titles.map((one) => paragraphsOf(one).join(' ')).join(' '));
  const texts = elementsOf(xml, 'p:sp', 'a:tbl').flatMap((one) =>
    titles.includes(one) ? [] : one.name === 'a:tbl' ? rowsOf(one) : paragraphsOf(one),
  );
  const related = await relationsOf(archive, path);
  for (const { type, path: target } of related) {
    if (type !== 'notesSlide' && type !== 'comments') continue;
    const extra = await archive.xml(target);
    if (extra !== undefined) append(texts, type === 'notesSlide' ? notesOf(extra) : commentsOf(extra));
  }
  const heading: Block = { kind: 'heading', text: title === '' ? `Slide ${page}` : title, level: 1, page };
  return [heading, ...texts.map((text): Block => ({ kind: 'text', text, page }))];
}

function isTitle(shape: Element): boolean {
  return elementsOf(shape, 'p:ph').some(({ attribs }) => /^(?:ctrT|t)itle$/.test(attribs['type'] ?? ''));
}

function paragraphsOf(parent: Element): string[] {
  return elementsOf(parent, 'a:p')
    .map((paragraph) => clean(textOf(paragraph, ({ name }) => (name === 'a:br' || name === 'a:tab' ? ' ' : undefined))))
    .filter((text) => text !== '');
}

function rowsOf(table: Element): string[] {
  const hasHeader = elementsOf(table, 'a:tblPr').some(({ attribs }) => /^(?:1|true)$/.test(attribs['firstRow'] ?? ''));
  const rows = elementsOf(table, 'a:tr').map((row, at) =>
    elementsOf(row, 'a:tc').flatMap((cell): TableCell[] => {
      // A merged cell continues the one beside it or above it.
      if (cell.attribs['hMerge'] !== undefined || cell.attribs['vMerge'] !== undefined) return [];
      const text = paragraphsOf(cell).join(' ');
      const [columns, height] = [Number(cell.attribs['gridSpan'] ?? 1), Number(cell.attribs['rowSpan'] ?? 1)];
      return [{ text, isHeader: hasHeader && at === 0, columns, rows: height }];
    }),
  );
  return blocksOfTable(rows).map(({ text }) => text);
}

function notesOf(xml: Document): string[] {
  const shapes = elementsOf(xml, 'p:sp').filter((shape) =>
    elementsOf(shape, 'p:ph').some(({ attribs }) => attribs['type'] === 'body'),
  );
  return shapes.flatMap(paragraphsOf).map((text) => `Notes: ${text}`);
}

function commentsOf(xml: Document): string[] {
  return elementsOf(xml, 'p:text', 'a:t').map((one) => `Comment: ${clean(textOf(one))}`);
}
