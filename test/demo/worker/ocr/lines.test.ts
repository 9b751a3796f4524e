import { describe, expect, it } from 'vitest';
import { linesOfPage } from '../../../../src/demo/worker/ocr/lines';
import { printedLines } from '../../../../src/demo/worker/parse/recognized-lines';

const line = (text: string, { confidence = 90, rowHeight = 20 } = {}) => ({
  text: `${text}\n\n`,
  confidence,
  bbox: { x0: 100, y0: 180, x1: 300, y1: 206 },
  baseline: { x0: 100, y0: 199, x1: 300, y1: 201 },
  rowAttributes: { rowHeight },
});
const page = (...lines: readonly ReturnType<typeof line>[]) => ({ blocks: [{ paragraphs: [{ lines }] }] });

describe('linesOfPage()', () => {
  it('leaves out lines that Tesseract is unsure of, and those without a letter or a number', () => {
    const found = linesOfPage(page(line('A line.'), line('~~ il', { confidence: 20 }), line('| — ~'), line('12')));
    expect(found.map(({ text }) => text)).toEqual(['A line.', '12']);
    expect(found[0]).toEqual({ text: 'A line.', left: 100, right: 300, baseline: 200, size: 20 });
  });

  it('takes sizes that differ little as the usual one, so that a line is no heading by chance', () => {
    const plain = line('The words of most lines have this size.', { rowHeight: 20 });
    const found = linesOfPage(page(line('A title', { rowHeight: 31 }), plain, line('word', { rowHeight: 23 })));
    expect(found.map(({ size }) => size)).toEqual([31, 20, 20]);
  });

  it('finds nothing on an empty page', () => {
    expect(linesOfPage({ blocks: [] })).toEqual([]);
  });
});

describe('printedLines()', () => {
  const found = [{ text: 'On its side', left: 100, right: 300, baseline: 200, size: 20 }];

  it('places a line on a page that is shown as it is', () => {
    const toPage = (x: number, y: number) => [x / 2, 421 - y / 2] as const;
    const [printed] = printedLines(found, { toPage, scale: 2, rotation: 0 });
    expect(printed).toMatchObject({ text: 'On its side', angle: 0, size: 10, box: [50, 321, 100, 10] });
  });

  it('places a line upwards on a page that is turned clockwise to be shown', () => {
    const toPage = (x: number, y: number) => [y / 2, x / 2] as const;
    const [printed] = printedLines(found, { toPage, scale: 2, rotation: 90 });
    expect(printed).toMatchObject({ angle: 90, base: -100, box: [90, 50, 10, 100] });
  });
});
