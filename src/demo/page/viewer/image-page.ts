/** @file Shows an image as it is, with the recognized lines of a place highlighted and all recognized text below it. */
import type { DocumentContent } from '../../shared/library-data';
import { h } from '../ui/dom';
import { linesOfPlace, overlay } from './pdf-marks';
import type { DocumentView } from './pdf-page';
import { recognizedText } from './recognized-text';
import { scrollWithin } from './scroll-within';
import { sheetFrame } from './sheet-frame';

/** Nothing is shown before the first place is. */
export async function createImageView(
  body: HTMLElement,
  original: ArrayBuffer,
  content: DocumentContent,
): Promise<DocumentView> {
  const bitmap = await createImageBitmap(new Blob([original]));
  const { width, height } = bitmap;
  const canvas = h('canvas', { width: String(width), height: String(height) });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', 'The image');
  canvas.getContext('2d')?.drawImage(bitmap, 0, 0);
  bitmap.close();
  const sheet = h('div', { class: 'sheet' }, canvas);
  // Lines have their places from the lower left.
  const viewport = { width, height, convertToViewportPoint: (x: number, y: number) => [x, height - y] };
  const frame = sheetFrame('The image', sheet);
  return {
    show(place) {
      if (!frame.isConnected) body.replaceChildren(frame, ...recognizedText(content));
      const lines = linesOfPlace(content, place, 1).map((line) => overlay(line, viewport));
      sheet.replaceChildren(canvas, ...lines);
      scrollWithin(body, sheet.querySelector('.line.strong') ?? sheet.querySelector('.line'));
      return Promise.resolve();
    },
    zoom(factor) {
      sheet.style.width = `${factor * 100}%`;
      return Promise.resolve();
    },
    close: () => undefined,
  };
}
