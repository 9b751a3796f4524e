/**
 * @file The worker that recognizes text, with Tesseract. It is started when a person asks for it, computes and loads
 * nothing by itself: WASM and language data are handed to it.
 */
import { expose } from 'comlink';
import createModule, { type TessBaseApi, type TesseractModule } from 'tesseract.js-core/tesseract-core-simd-lstm.js';
import { type TesseractPage, linesOfPage } from './lines';
import type { GrayImage, RecognizedLine } from '../parse/recognition';

/** The data may be compressed by gzip. */
export type Language = { readonly code: string; readonly data: ArrayBuffer };
/** The first language is tried first. */
export type OcrFiles = { readonly wasm: ArrayBuffer; readonly languages: readonly Language[] };

const ocrWorker = {
  async start({ wasm: wasmBinary, languages }: OcrFiles): Promise<void> {
    const silent = (): void => undefined;
    tesseract = await createModule({ wasmBinary, print: silent, printErr: silent });
    for (const { code, data } of languages) tesseract.FS.writeFile(`${code}.traineddata`, await unpacked(data));
    api = new tesseract.TessBaseAPI();
    const codes = languages.map(({ code }) => code).join('+');
    if (api.Init(null, codes, NEURAL) !== 0) throw new Error(`Expected Tesseract's data for ${codes}, got other data`);
  },

  recognize(image: GrayImage): RecognizedLine[] {
    if (tesseract === undefined || api === undefined) throw new Error('Expected start() before recognize()');
    tesseract.FS.writeFile('/input', graymapOf(image));
    if (api.SetImageFile(1, 0) !== 0) throw new Error('Tesseract could not read the picture');
    tesseract.FS.unlink('/input');
    api.SetSourceResolution(Math.round(image.dotsPerInch));
    if (api.Recognize(null) !== 0) throw new Error('Tesseract could not recognize the picture');
    const page = JSON.parse(api.GetJSONText(0)) as TesseractPage;
    api.Clear();
    return linesOfPage(page);
  },
};

export type OcrWorker = typeof ocrWorker;

const NEURAL = 1;
let tesseract: TesseractModule | undefined;
let api: TessBaseApi | undefined;

/** A portable graymap (PGM), which Tesseract reads without a decoder. */
function graymapOf({ width, height, data }: GrayImage): Uint8Array {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const bytes = new Uint8Array(head.length + data.length);
  bytes.set(head);
  bytes.set(data, head.length);
  return bytes;
}

/** A server may have declared the compression, and the browser undone it. */
async function unpacked(data: ArrayBuffer): Promise<Uint8Array> {
  const bytes = new Uint8Array(data);
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

expose(ocrWorker);
