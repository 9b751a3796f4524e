/** @file Turns lines that were recognized in the picture of a page into printed lines, as those of a PDF's text. */
import type { RecognizedLine } from './recognition';
import { type PrintedLine, lineOf } from './pdf-lines';

/** How the pixels of a picture lie on its page. */
export type Placement = {
  /** The place of a pixel in units of the page, from the lower left. */
  readonly toPage: (x: number, y: number) => readonly [x: number, y: number];
  /** Pixels for each unit. */
  readonly scale: number;
  /** How far the page is turned clockwise when it is shown: 0, 90, 180 or 270. */
  readonly rotation: number;
};

export function printedLines(lines: readonly RecognizedLine[], { toPage, scale, rotation }: Placement): PrintedLine[] {
  const angle = ((rotation % 360) + 360) % 360;
  const [cos, sin] = [Math.round(Math.cos((angle * Math.PI) / 180)), Math.round(Math.sin((angle * Math.PI) / 180))];
  return lines.flatMap(({ text, left, right, baseline, size }) => {
    const [[x1, y1], [x2, y2]] = [toPage(left, baseline), toPage(right, baseline)];
    const [from, to] = [x1 * cos + y1 * sin, x2 * cos + y2 * sin];
    const segment = { text, from, to, size: size / scale, isBold: false };
    return lineOf([segment], { angle, base: y1 * cos - x1 * sin }) ?? [];
  });
}
