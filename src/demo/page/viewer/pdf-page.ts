/**
 * @file Shows the pages of a PDF as printed, one at a time: the lines of a place are highlighted, the text can be
 * selected, and the page can be enlarged.
 */
import {
  type PDFDocumentProxy,
  type PDFPageProxy,
  type PageViewport,
  TextLayer,
  getDocument,
} from 'pdfjs-dist/legacy/build/pdf.mjs';
import { PDF_OPTIONS, pdfWorker } from '../../shared/pdf-setup';
import type { DocumentContent } from '../../shared/library-data';
import { button, h, setText } from '../ui/dom';
import { linesOfPlace, overlay, type MarkedLine } from './pdf-marks';
import type { Place } from './places';
import { recognizedText } from './recognized-text';
import { scrollWithin } from './scroll-within';
import { sheetFrame } from './sheet-frame';

export interface DocumentView {
  show(place: Place): Promise<void>;
  /** 1 is the width of the pane. */
  zoom(factor: number): Promise<void>;
  close(): void;
}

/**
 * Nothing is shown before the first place is.
 *
 * @throws PasswordException for a file with another password than `password`
 */
export async function createPdfView(
  body: HTMLElement,
  original: ArrayBuffer,
  content: DocumentContent,
  password?: string,
): Promise<DocumentView> {
  const data = new Uint8Array(original);
  const secret = password === undefined ? {} : { password };
  const document = await getDocument({ data, worker: pdfWorker(), ...PDF_OPTIONS, ...secret }).promise;
  const sheet = h('div', { class: 'sheet' });
  const below = h('div');
  const label = h('span', { role: 'status' });
  let [page, factor] = [0, 1];
  let place: Place | undefined;

  async function turn(to: number): Promise<void> {
    page = Math.min(document.numPages, Math.max(1, to));
    setText(label, `Page ${page} of ${document.numPages}`);
    previous.disabled = page === 1;
    next.disabled = page === document.numPages;
    sheet.style.width = `${factor * 100}%`;
    await drawPage(sheet, document, page, place === undefined ? [] : linesOfPlace(content, place, page));
    below.replaceChildren(...recognizedText(content, page));
  }
  const previous = button('Previous page', () => void turn(page - 1));
  const next = button('Next page', () => void turn(page + 1));
  const frame = sheetFrame('Page', sheet);
  const turner = h('div', { class: 'turner' }, previous, label, next);
  return {
    async show(to) {
      if (!frame.isConnected) body.replaceChildren(turner, frame, below);
      place = to;
      await turn(to.page ?? 1);
      scrollWithin(body, sheet.querySelector('.line.strong') ?? sheet.querySelector('.line'));
    },
    async zoom(to) {
      factor = to;
      await turn(page);
    },
    close: () => void document.loadingTask.destroy(),
  };
}

async function drawPage(
  sheet: HTMLElement,
  document: PDFDocumentProxy,
  number: number,
  marked: readonly MarkedLine[],
): Promise<void> {
  const page = await document.getPage(number);
  const width = Math.max(280, sheet.clientWidth || 600);
  const viewport = page.getViewport({ scale: width / page.getViewport({ scale: 1 }).width });
  const ratio = Math.min(2, devicePixelRatio);
  const canvas = h('canvas', {
    width: String(Math.round(viewport.width * ratio)),
    height: String(Math.round(viewport.height * ratio)),
  });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `Page ${number} as printed`);
  await page.render({ canvas, viewport, transform: [ratio, 0, 0, ratio, 0, 0] }).promise;
  sheet.replaceChildren(canvas, ...marked.map((line) => overlay(line, viewport)), await textLayer(page, viewport));
}

/** The text of the page, transparent over its picture, so that it can be selected and read aloud. */
async function textLayer(page: PDFPageProxy, viewport: PageViewport): Promise<HTMLElement> {
  const container = h('div', { class: 'textLayer' });
  container.style.setProperty('--total-scale-factor', String(viewport.scale));
  await new TextLayer({ textContentSource: page.streamTextContent(), container, viewport }).render();
  return container;
}
