/** @file In place of `src/demo/shared/pdf-setup.ts`, for Node: pdf.js runs in this thread, over its package's files. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs';

const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));

export const PDF_OPTIONS = {
  isEvalSupported: false,
  enableXfa: false,
  useSystemFonts: false,
  useWorkerFetch: false,
  cMapUrl: `${join(folder, 'cmaps')}/`,
  cMapPacked: true,
  standardFontDataUrl: `${join(folder, 'standard_fonts')}/`,
  verbosity: 0,
} as const;

export function pdfWorker(): PDFWorker | undefined {
  return undefined;
}
