/** @file Parses PDF with pdf.js, page by page: its text items become printed lines, then paragraphs and headings. */
import { type PDFDocumentProxy, type PDFPageProxy, getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { TextContent } from 'pdfjs-dist/types/src/display/api';
import { PDF_OPTIONS, pdfWorker } from '../../shared/pdf-setup';
import { UnreadableFileError, type Block, type ParseContext, type Parser } from './parser';
import { type PrintedLine, linesOf } from './pdf-lines';
import { blocksOfLines } from './pdf-paragraphs';

export const parsePdf: Parser = async (file, context) => {
  const document = await open(new Uint8Array(await file.arrayBuffer()));
  try {
    const pages = await readPages(document, context);
    const blocks = blocksOfPages(pages);
    if (blocks.length === 0) {
      throw new UnreadableFileError(
        'It contains no text and looks like a scan; text recognition (OCR) can make it readable',
      );
    }
    return { blocks, pages: document.numPages };
  } finally {
    await document.loadingTask.destroy();
  }
};

async function open(data: Uint8Array): Promise<PDFDocumentProxy> {
  try {
    return await getDocument({ data, worker: pdfWorker(), ...PDF_OPTIONS }).promise;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException') {
      throw new UnreadableFileError('It is protected with a password', { cause });
    }
    throw new UnreadableFileError('The PDF file is damaged', { cause });
  }
}

async function readPages(document: PDFDocumentProxy, { signal, onProgress }: ParseContext): Promise<PrintedLine[][]> {
  const pages: PrintedLine[][] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    signal.throwIfAborted();
    const page = await document.getPage(number);
    pages.push(linesOf(await itemsOf(page)));
    page.cleanup();
    onProgress(number / document.numPages);
  }
  return pages;
}

/** Does the same as `getTextContent()`, which uses `for await` over a stream, a feature that WebKit lacks. */
async function itemsOf(page: PDFPageProxy): Promise<TextContent['items']> {
  const reader = (page.streamTextContent() as ReadableStream<TextContent>).getReader();
  const items: TextContent['items'] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return items;
    items.push(...value.items);
  }
}

function blocksOfPages(pages: readonly PrintedLine[][]): Block[] {
  const body = bodyHeight(pages.flat());
  return pages.flatMap((lines, index) => blocksOfLines(lines, body, index + 1));
}

/** The height of most characters. Lines that are clearly taller are headings. */
function bodyHeight(lines: readonly PrintedLine[]): number {
  const characters = new Map<number, number>();
  for (const { text, box } of lines) {
    const height = Math.round(box[3] * 2) / 2;
    characters.set(height, (characters.get(height) ?? 0) + text.length);
  }
  return [...characters].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}
