/** @file Takes the lines out of what Tesseract reports of a picture, without those that it is hardly sure of. */
import type { RecognizedLine } from '../parse/recognition';

type Box = { readonly x0: number; readonly y0: number; readonly x1: number; readonly y1: number };

/** The part that is used of the JSON that Tesseract reports. */
export type TesseractPage = {
  readonly blocks: readonly { readonly paragraphs: readonly { readonly lines: readonly TesseractLine[] }[] }[];
};

type TesseractLine = {
  readonly text: string;
  /** In percent. */
  readonly confidence: number;
  readonly bbox: Box;
  readonly baseline: Box;
  readonly rowAttributes: { readonly rowHeight: number };
};

/** Below this, in percent, a line is drawing, noise or writing by hand rather than print. */
const MIN_CONFIDENCE = 40;

export function linesOfPage({ blocks }: TesseractPage): RecognizedLine[] {
  const lines = blocks.flatMap(({ paragraphs }) => paragraphs.flatMap((paragraph) => paragraph.lines));
  const legible = lines.filter(({ text, confidence }) => confidence >= MIN_CONFIDENCE && /[\p{L}\p{N}]/u.test(text));
  return withEqualSizes(
    legible.map(({ text, bbox, baseline, rowAttributes }) => ({
      text: text.replace(/\s+/g, ' ').trim(),
      left: bbox.x0,
      right: bbox.x1,
      baseline: (baseline.y0 + baseline.y1) / 2,
      size: rowAttributes.rowHeight,
    })),
  );
}

/** Sizes that differ less from the usual one are measured inexactly rather than different. */
const SAME_SIZE = 0.2;

function withEqualSizes(lines: readonly RecognizedLine[]): RecognizedLine[] {
  const sizes = lines.flatMap(({ text, size }) => Array.from(text, () => size)).sort((a, b) => a - b);
  const usual = sizes[Math.floor(sizes.length / 2)] ?? 0;
  return lines.map((line) => (Math.abs(line.size - usual) < usual * SAME_SIZE ? { ...line, size: usual } : line));
}
