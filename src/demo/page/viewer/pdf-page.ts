/** @file Shows a page of a PDF as printed, with the passage's lines highlighted and buttons to change the page. */
import { type PDFDocumentProxy, type PageViewport, getDocument } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { PDF_OPTIONS, pdfWorker } from '../../shared/pdf-setup';
import type { DocumentContent, Hit, LineBox } from '../../shared/library-data';
import { button, h, setText } from '../ui/dom';
import type { Mark } from '../ui/marked-text';
import { scrollWithin } from './scroll-within';

export async function showPdf(
  body: HTMLElement,
  original: ArrayBuffer,
  content: DocumentContent,
  hit: Hit,
  marks: readonly Mark[],
): Promise<void> {
  const data = new Uint8Array(original);
  const document = await getDocument({ data, worker: pdfWorker(), ...PDF_OPTIONS }).promise;
  const sheet = h('div', { class: 'sheet' });
  const label = h('span', { role: 'status' });
  let page = hit.page ?? 1;

  async function turn(to: number): Promise<void> {
    page = Math.min(document.numPages, Math.max(1, to));
    setText(label, `Page ${page} of ${document.numPages}`);
    previous.disabled = page === 1;
    next.disabled = page === document.numPages;
    await drawPage(sheet, document, page, lines(content, hit, marks, page));
  }
  const previous = button('Previous page', () => void turn(page - 1));
  const next = button('Next page', () => void turn(page + 1));
  body.replaceChildren(h('div', { class: 'turner' }, previous, label, next), sheet);
  await turn(page);
  scrollWithin(body, sheet.querySelector('.line'));
}

type MarkedLine = LineBox & { readonly strong: boolean };
type Range = { readonly start: number; readonly end: number };

/** The lines of the passage on this page; those of the marked sentence are `strong`. */
function lines({ lines: all }: DocumentContent, hit: Hit, marks: readonly Mark[], page: number): MarkedLine[] {
  const here = all.filter((line) => line.page === page);
  const within = (range: Range, strong: boolean): MarkedLine[] =>
    here.flatMap((line) =>
      line.start < range.end && line.end > range.start ? [{ ...part(line, range), strong }] : [],
    );
  return [
    ...within(hit, false),
    ...marks.filter(({ kind }) => kind === 'sentence').flatMap((mark) => within(mark, true)),
  ];
}

/** The part of a line within the range. It assumes letters of equal width, which is exact enough to highlight them. */
function part(line: LineBox, { start, end }: Range): LineBox {
  const [left, bottom, width, height] = line.box;
  const { angle = 0 } = line;
  const [from, to] = [Math.max(start, line.start), Math.min(end, line.end)];
  const isUpright = angle === 90 || angle === 270;
  const letters = Math.max(1, line.end - line.start);
  const step = (isUpright ? height : width) / letters;
  // Text that runs downwards or to the left starts at the other end of its box.
  const isReversed = angle === 180 || angle === 270;
  const offset = (isReversed ? line.end - to : from - line.start) * step;
  const length = (to - from) * step;
  const box = isUpright
    ? ([left, bottom + offset, width, length] as const)
    : ([left + offset, bottom, length, height] as const);
  return { ...line, start: from, end: to, box };
}

async function drawPage(
  sheet: HTMLElement,
  document: PDFDocumentProxy,
  number: number,
  marked: readonly MarkedLine[],
): Promise<void> {
  const page = await document.getPage(number);
  const plain = page.getViewport({ scale: 1 });
  const width = Math.max(280, sheet.clientWidth || 600);
  const viewport = page.getViewport({ scale: width / plain.width });
  const ratio = Math.min(2, devicePixelRatio);
  const canvas = h('canvas', {
    width: String(Math.round(viewport.width * ratio)),
    height: String(Math.round(viewport.height * ratio)),
  });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', `Page ${number} as printed`);
  await page.render({ canvas, viewport, transform: [ratio, 0, 0, ratio, 0, 0] }).promise;
  sheet.replaceChildren(canvas, ...marked.map((line) => overlay(line, viewport)));
}

function overlay(
  { box: [left, bottom, width, height], strong, angle = 0 }: MarkedLine,
  viewport: PageViewport,
): HTMLElement {
  const [x1, y1] = viewport.convertToViewportPoint(left, bottom + height) as [number, number];
  const [x2, y2] = viewport.convertToViewportPoint(left + width, bottom - (angle === 0 ? height * 0.25 : 0)) as [
    number,
    number,
  ];
  const element = h('div', { class: strong ? 'line strong' : 'line', 'aria-hidden': 'true' });
  const share = (part: number, whole: number): string => `${((part / whole) * 100).toFixed(3)}%`;
  element.style.left = share(Math.min(x1, x2), viewport.width);
  element.style.top = share(Math.min(y1, y2), viewport.height);
  element.style.width = share(Math.abs(x2 - x1), viewport.width);
  element.style.height = share(Math.abs(y2 - y1), viewport.height);
  return element;
}
