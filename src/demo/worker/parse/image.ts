/** @file Reads the text in an image (PNG, JPEG, WebP) by recognition, when a person asked for it. */
import { MAX_PIXELS, grayImageOf, whiteCanvas } from './gray-image';
import { UnreadableFileError, unreadImage, type Block, type Parser } from './parser';
import { usualSize } from './pdf-lines';
import { blocksOfLines } from './pdf-paragraphs';
import { printedLines } from './recognized-lines';

/** Below this width and height together, letters are as small as on a screen, so the image is enlarged. */
const SMALL = 3000;
const ENLARGED = 2;
/** An image does not tell the size of what it shows; Tesseract takes about this much for letters of a screen. */
const DOTS_PER_INCH = 200;

export const parseImage: Parser = async (file, { recognize, signal, onProgress }) => {
  if (recognize === undefined) throw unreadImage();
  onProgress(0, 'recognizing its text');
  const bitmap = await decode(file);
  const { width, height } = bitmap;
  const wanted = width + height < SMALL ? ENLARGED : 1;
  const scale = Math.min(wanted, Math.sqrt(MAX_PIXELS / (width * height)));
  const [drawnWidth, drawnHeight] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
  const { context } = whiteCanvas(drawnWidth, drawnHeight);
  context.drawImage(bitmap, 0, 0, drawnWidth, drawnHeight);
  bitmap.close();
  signal.throwIfAborted();
  const found = await recognize(grayImageOf(context, DOTS_PER_INCH));
  const toPage = (x: number, y: number): [number, number] => [x / scale, height - y / scale];
  const lines = printedLines(found, { toPage, scale, rotation: 0 });
  const setup = { body: usualSize(lines), page: 1, running: new Set<never>(), outlineLevel: () => undefined };
  const blocks = blocksOfLines(lines, setup);
  if (blocks.length === 0) throw new UnreadableFileError('No text was recognized in it');
  return { blocks: blocks.map(withoutPage), recognizedPages: [1] };
};

function withoutPage({ kind, text, level, lines = [] }: Block): Block {
  return { kind, text, lines, ...(level === undefined ? {} : { level }) };
}

/** Turned as the camera noted. */
async function decode(file: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file);
  } catch (cause) {
    throw new UnreadableFileError('The image is damaged', { cause });
  }
}
