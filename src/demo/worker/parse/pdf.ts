/** @file Parses PDF with pdf.js, page by page: its text items become printed lines, then paragraphs and headings. */
import { type PDFDocumentProxy, type PDFPageProxy, getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { TextContent } from 'pdfjs-dist/types/src/display/api';
import { MOST_EXAMINED_PAGES } from '../../shared/examined-pages';
import { PDF_OPTIONS, pdfWorker } from '../../shared/pdf-setup';
import { append } from './append';
import {
  PasswordNeededError,
  RecognitionNeededError,
  UnreadableFileError,
  type Block,
  type ParseContext,
  type Parser,
} from './parser';
import { type PageLines, orderPage } from './pdf-columns';
import { glyphsOf, lacksLigatures, withLigatures, withT1Ligatures } from './pdf-ligatures';
import { type PrintedLine, linesOf, usualSize } from './pdf-lines';
import { annotationBlocks, outlineKey, outlineLevels } from './pdf-outline';
import { blocksOfLines } from './pdf-paragraphs';
import { DRAWING_OPTIONS, hasPictures, recognizedLines } from './pdf-pictures';
import { runningLines } from './pdf-running';
import { type FontWeights, boldFontsOf, isMostlyPlain } from './pdf-weight';

export const parsePdf: Parser = async (file, context) => {
  const document = await open(new Uint8Array(await file.arrayBuffer()), context);
  try {
    const pages = await readPages(document, context);
    const blocks = blocksOfPages(pages, await outlineLevels(document));
    if (blocks.length === 0) throw withoutText(context);
    const recognizedPages = pages.flatMap(({ isRecognized }, index) => (isRecognized ? [index + 1] : []));
    const picturePages = await countPicturePages(document, pages, context);
    return {
      ...{ blocks, pages: document.numPages },
      ...(recognizedPages.length === 0 ? {} : { recognizedPages }),
      ...(picturePages === 0 ? {} : { picturePages }),
    };
  } finally {
    await document.loadingTask.destroy();
  }
};

function withoutText({ recognize }: ParseContext): Error {
  return recognize === undefined
    ? new RecognitionNeededError(
        'It contains no text and looks like a scan; text recognition (OCR) can make it readable',
      )
    : new UnreadableFileError('No text was recognized in its pictures');
}

async function open(data: Uint8Array, { password, recognize }: ParseContext): Promise<PDFDocumentProxy> {
  try {
    const secret = password === undefined ? {} : { password };
    const drawing = recognize === undefined ? {} : DRAWING_OPTIONS;
    return await getDocument({ data, worker: pdfWorker(), ...PDF_OPTIONS, ...drawing, ...secret }).promise;
  } catch (cause) {
    if (cause instanceof Error && cause.name === 'PasswordException') {
      const reason = password === undefined ? 'It is protected with a password' : 'This is not its password';
      throw new PasswordNeededError(reason, { cause });
    }
    throw new UnreadableFileError('The PDF file is damaged', { cause });
  }
}

type Page = PageLines & { readonly notes: readonly Block[]; readonly isRecognized: boolean };

async function readPages(document: PDFDocumentProxy, context: ParseContext): Promise<Page[]> {
  const { signal, onProgress, recognize } = context;
  const pages: Page[] = [];
  const weights: FontWeights = new Map();
  let isOfTex = false;
  for (let number = 1; number <= document.numPages; number += 1) {
    signal.throwIfAborted();
    const page = await document.getPage(number);
    let items = withT1Ligatures(await itemsOf(page));
    isOfTex ||= lacksLigatures(items);
    if (isOfTex) items = withLigatures(items, await glyphsOf(page));
    const boldFonts = await boldFontsOf(page, items, weights);
    const ordered = orderPage(linesOf(items, boldFonts));
    const notes = await annotationBlocks(page);
    if (recognize === undefined || ordered.lines.length > 0) pages.push({ ...ordered, notes, isRecognized: false });
    else {
      onProgress((number - 1) / document.numPages, `recognizing page ${number} of ${document.numPages}`);
      const lines = await recognizedLines(page, recognize);
      pages.push({ lines, marginal: [], notes, isRecognized: lines.length > 0 });
    }
    page.cleanup();
    onProgress(number / document.numPages);
  }
  return pages;
}

/** The search for pages that are pictures ends after this time. */
const MAX_MS = 5000;

/**
 * Counts the pages that have no text and show a picture, where other pages have text; of those that were examined. A
 * damaged page counts as none, because the text of the others has been read.
 */
async function countPicturePages(
  document: PDFDocumentProxy,
  pages: readonly Page[],
  { canRecognize = false, signal }: ParseContext,
): Promise<number> {
  if (!canRecognize) return 0;
  const empty = pages.flatMap(({ lines }, index) => (lines.length === 0 ? [index + 1] : []));
  const end = performance.now() + MAX_MS;
  let count = 0;
  for (const number of empty.slice(0, MOST_EXAMINED_PAGES)) {
    signal.throwIfAborted();
    if (performance.now() > end) break;
    const page = await document.getPage(number);
    if (await hasPictures(page).catch(() => false)) count += 1;
    page.cleanup();
  }
  return count;
}

/** Does the same as `getTextContent()`, which uses `for await` over a stream, a feature that WebKit lacks. */
async function itemsOf(page: PDFPageProxy): Promise<TextContent['items']> {
  const reader = (page.streamTextContent() as ReadableStream<TextContent>).getReader();
  const items: TextContent['items'] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return items;
    append(items, value.items);
  }
}

function blocksOfPages(pages: readonly Page[], levels: ReadonlyMap<string, number>): Block[] {
  const all = pages.flatMap(({ lines }) => lines);
  const body = usualSize(all);
  const pagesOfLines = pages.map(({ lines }) => lines);
  const running = runningLines(pagesOfLines, body);
  const outlineLevel = (text: string): number | undefined =>
    text.length > 200 ? undefined : levels.get(outlineKey(text));
  const isOutlined = isMostlyNamed(pages, outlineLevel, levels.size);
  const hasBoldHeadings = !isOutlined && isMostlyPlain(all);
  return pages.flatMap(({ lines, marginal, notes }, index) => {
    const page = index + 1;
    const margin = marginal.map(({ text, box }): Block => {
      return { kind: 'text', text, page, isUnindexed: true, lines: [{ start: 0, end: text.length, box }] };
    });
    const titleSize = index === 0 ? sizeOfTitle(pagesOfLines) : undefined;
    const setup = { body, page, running, outlineLevel, isOutlined, hasBoldHeadings };
    const blocks = blocksOfLines(lines, titleSize === undefined ? setup : { ...setup, titleSize });
    return [...blocks, ...notes, ...margin];
  });
}

/** A title page has fewer words. */
const MAX_TITLE_PAGE = 120;

/** The size of the largest letters of a title page, undefined where the first page is none. */
function sizeOfTitle([first = [], ...others]: readonly (readonly PrintedLine[])[]): number | undefined {
  const words = first.reduce((sum, { text }) => sum + text.split(' ').length, 0);
  if (others.length === 0 || words > MAX_TITLE_PAGE) return undefined;
  const largest = (lines: readonly PrintedLine[]): number => lines.reduce((most, { size }) => Math.max(most, size), 0);
  const size = largest(first);
  return size > largest(others.flat()) * 1.05 ? size * 0.95 : undefined;
}

/** Whether the headings that the outline names are found in the text, so that it can be relied on. */
function isMostlyNamed(pages: readonly Page[], level: (text: string) => number | undefined, titles: number): boolean {
  if (titles < 4) return false;
  const texts = pages.flatMap(({ lines }) => lines.map(({ text }) => text));
  const found = new Set(texts.filter((text) => level(text) !== undefined).map(outlineKey));
  return found.size >= titles * 0.5;
}
