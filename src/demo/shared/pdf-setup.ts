/**
 * @file pdf.js as both sides use it: its worker and its fonts are files of ours, and nothing is compiled at run time. The legacy build: the other
 * needs what browsers have had for months only.
 */
/// <reference types="vite/client" />
import { PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';

const base = new URL('pdfjs/', new URL(import.meta.env.BASE_URL, self.location.href.replace(/assets\/[^/]*$/, '')));
const folderUrl = (folder: string): string => new URL(`${folder}/`, base).href;

export const PDF_OPTIONS = {
  isEvalSupported: false,
  enableXfa: false,
  // A font of the system is asked for by URL as well, which the policy forbids.
  useSystemFonts: false,
  useWorkerFetch: true,
  cMapUrl: folderUrl('cmaps'),
  cMapPacked: true,
  standardFontDataUrl: folderUrl('standard_fonts'),
  wasmUrl: folderUrl('wasm'),
  iccUrl: folderUrl('iccs'),
  verbosity: 0,
} as const;

let sharedWorker: PDFWorker | undefined;

/** One worker of pdf.js for all files of this thread. */
export function pdfWorker(): PDFWorker {
  if (sharedWorker === undefined || sharedWorker.destroyed) {
    const port = new Worker(new URL('pdfjs-dist/legacy/build/pdf.worker.min.mjs', import.meta.url), { type: 'module' });
    sharedWorker = PDFWorker.create({ port });
  }
  return sharedWorker;
}
