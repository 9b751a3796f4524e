/** @file The highlighted lines of a PDF's page, as boxes over its picture. */
import type { PageViewport } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { DocumentContent, LineBox } from '../../shared/library-data';
import { h } from '../ui/dom';
import type { Place } from './places';

export type MarkedLine = LineBox & { readonly strong: boolean };
type Range = { readonly start: number; readonly end: number };

/** The lines of the place on this page; those of the marked sentence are `strong`. */
export function linesOfPlace({ lines: all }: DocumentContent, place: Place, page: number): MarkedLine[] {
  const here = all.filter((line) => line.page === page);
  const within = (range: Range, strong: boolean): MarkedLine[] =>
    here.flatMap((line) =>
      line.start < range.end && line.end > range.start ? [{ ...part(line, range), strong }] : [],
    );
  return [
    ...within(place, false),
    ...place.marks.filter(({ kind }) => kind === 'sentence').flatMap((mark) => within(mark, true)),
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

export function overlay(
  { box: [left, bottom, width, height], strong, angle = 0 }: MarkedLine,
  viewport: Pick<PageViewport, 'width' | 'height' | 'convertToViewportPoint'>,
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
