/**
 * @file Pages of a PDF that are pictures: finds them, and recognizes their text. They are drawn in this thread, where
 * pdf.js has no document to draw with.
 */
import { OPS, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Recognize } from './recognition';
import { MAX_PIXELS, grayImageOf, whiteCanvas } from './gray-image';
import type { PrintedLine } from './pdf-lines';
import { printedLines } from './recognized-lines';

/**
 * Pages are drawn with this many dots an inch. In a trial with one clean page, 300 took a third longer than 144 and
 * read no better.
 */
const DOTS_PER_INCH = 250;
const POINTS_PER_INCH = 72;

class WorkerCanvasFactory {
  create(width: number, height: number) {
    return whiteCanvas(width, height);
  }
  reset({ canvas }: { canvas: OffscreenCanvas }, width: number, height: number): void {
    Object.assign(canvas, { width, height });
  }
  destroy(one: { canvas: OffscreenCanvas | null; context: unknown }): void {
    if (one.canvas !== null) Object.assign(one.canvas, { width: 0, height: 0 });
    Object.assign(one, { canvas: null, context: null });
  }
}

/** Filters of SVG need a document. Without them a picture with a soft mask or a transfer function looks plainer. */
class NoFilterFactory {
  addFilter = (): string => 'none';
  addHCMFilter = (): string => 'none';
  addAlphaFilter = (): string => 'none';
  addLuminosityFilter = (): string => 'none';
  addHighlightHCMFilter = (): string => 'none';
  destroy(): void {
    // There is nothing to destroy.
  }
}

/** The options of `getDocument()` with which pages can be drawn in a worker. */
export const DRAWING_OPTIONS = {
  CanvasFactory: WorkerCanvasFactory,
  FilterFactory: NoFilterFactory,
  // Letters are drawn as paths, since fonts would be added to a document.
  disableFontFace: true,
} as const;

export async function recognizedLines(page: PDFPageProxy, recognize: Recognize): Promise<PrintedLine[]> {
  const { width, height } = page.getViewport({ scale: 1 });
  const scale = Math.min(DOTS_PER_INCH / POINTS_PER_INCH, Math.sqrt(MAX_PIXELS / (width * height)));
  const viewport = page.getViewport({ scale });
  const { canvas, context } = whiteCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
  // For the screen, pdf.js would draw with the frames of a window.
  await page.render({ canvas: canvas as never, viewport, intent: 'print' }).promise;
  const found = await recognize(grayImageOf(context, scale * POINTS_PER_INCH));
  const toPage = (x: number, y: number): [number, number] => viewport.convertToPdfPoint(x, y) as [number, number];
  return printedLines(found, { toPage, scale, rotation: viewport.rotation });
}

const PICTURES: ReadonlySet<number> = new Set([
  OPS.paintImageXObject,
  OPS.paintInlineImageXObject,
  OPS.paintImageMaskXObject,
]);

/** Whether the page shows a picture, as a scanned page does and an empty one does not. */
export async function hasPictures(page: PDFPageProxy): Promise<boolean> {
  const { fnArray } = await page.getOperatorList();
  return fnArray.some((operator) => PICTURES.has(operator));
}
