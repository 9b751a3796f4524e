/** @file Draws pictures without a page, and reads them as shades of grey. */
import type { GrayImage } from './recognition';

/** A larger picture is reduced: 16 megapixels are an A4 page at 400 dots an inch. */
export const MAX_PIXELS = 16e6;

/** A white canvas, so that what is transparent becomes white. */
export function whiteCanvas(width: number, height: number) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  if (context === null) throw new Error('The browser has no memory left to draw a page');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  return { canvas, context };
}

export function grayImageOf(context: OffscreenCanvasRenderingContext2D, dotsPerInch: number): GrayImage {
  const { width, height } = context.canvas;
  const { data: colours } = context.getImageData(0, 0, width, height);
  const data = new Uint8Array(width * height);
  // The luma of ITU-R BT.601, in 256ths.
  for (let at = 0, from = 0; at < data.length; at += 1, from += 4)
    data[at] = (colours[from]! * 77 + colours[from + 1]! * 150 + colours[from + 2]! * 29) >> 8;
  return { width, height, data, dotsPerInch };
}
