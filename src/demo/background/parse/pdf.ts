/** @file PDF, page by page, with pdf.js: its text as printed lines, gathered into paragraphs and headings. */
import { type PDFDocumentProxy, getDocument } from 'pdfjs-dist';
import { PDF_OPTIONS, pdfWorker } from '../../documents/pdf-setup';
import { FileProblem, type Block, type ParseContext, type Parser } from '../structure';
import { type PrintedLine, linesOf } from './pdf-lines';
import { blocksOfLines } from './pdf-paragraphs';

export const parsePdf: Parser = async (file, context) => {
  const document = await open(new Uint8Array(await file.arrayBuffer()));
  try {
    const pages = await readPages(document, context);
    const blocks = blocksOfPages(pages);
    if (blocks.length === 0) {
      throw new FileProblem('No text inside: it looks scanned. Text recognition (OCR) would make it readable');
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
      throw new FileProblem('Protected with a password', { cause });
    }
    throw new FileProblem('The PDF is damaged', { cause });
  }
}

async function readPages(document: PDFDocumentProxy, { signal, onProgress }: ParseContext): Promise<PrintedLine[][]> {
  const pages: PrintedLine[][] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    signal.throwIfAborted();
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    pages.push(linesOf(items));
    page.cleanup();
    onProgress(number / document.numPages);
  }
  return pages;
}

function blocksOfPages(pages: readonly PrintedLine[][]): Block[] {
  const body = bodyHeight(pages.flat());
  return pages.flatMap((lines, at) => blocksOfLines(lines, body, at + 1));
}

/** The height of most characters: what is clearly taller is a heading. */
function bodyHeight(lines: readonly PrintedLine[]): number {
  const characters = new Map<number, number>();
  for (const { text, box } of lines) {
    const height = Math.round(box[3] * 2) / 2;
    characters.set(height, (characters.get(height) ?? 0) + text.length);
  }
  return [...characters].reduce((most, one) => (one[1] > most[1] ? one : most), [0, 0])[0];
}
