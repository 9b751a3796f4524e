/**
 * @file Sets pdf.js up for page and worker: its worker and its fonts are served with the demo, and it evaluates no code
 * at run time. The legacy build is used, since the modern one needs very recent browsers.
 */
/// <reference types="vite/client" />
import { PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';

const base = new URL('pdfjs/', new URL(import.meta.env.BASE_URL, self.location.href.replace(/assets\/[^/]*$/, '')));
const folderUrl = (folder: string): string => new URL(`${folder}/`, base).href;

export const PDF_OPTIONS = {
  isEvalSupported: false,
  enableXfa: false,
  // A font of the system is also loaded by URL, which the content security policy forbids.
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

/** Returns the one pdf.js worker that this thread uses for all files. */
export function pdfWorker(): PDFWorker {
  if (sharedWorker === undefined || sharedWorker.destroyed) {
    const port = new Worker(new URL('pdfjs-dist/legacy/build/pdf.worker.min.mjs', import.meta.url), { type: 'module' });
    sharedWorker = PDFWorker.create({ port });
  }
  return sharedWorker;
}
