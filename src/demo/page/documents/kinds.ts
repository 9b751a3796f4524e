/** @file The names that readers see for the kinds of documents. */
import type { DocumentKind } from '../../shared/library-data';

export const KIND_NAMES: Readonly<Record<DocumentKind, string>> = {
  text: 'Text',
  markdown: 'Markdown',
  html: 'HTML',
  pdf: 'PDF',
  image: 'Image',
  word: 'Word',
  odf: 'OpenDocument',
  slides: 'Slides',
  sheet: 'Spreadsheet',
  book: 'Book',
  mail: 'Mail',
  rtf: 'RTF',
  notebook: 'Notebook',
  subtitles: 'Subtitles',
  rows: 'Table',
  code: 'Code',
};
