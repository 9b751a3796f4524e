/** @file The kinds of documents in the reader's words. */
import type { DocumentKind } from '../../shared/library-data';

export const KIND_NAMES: Readonly<Record<DocumentKind, string>> = {
  text: 'Text',
  markdown: 'Markdown',
  html: 'HTML',
  pdf: 'PDF',
  word: 'Word',
  rows: 'Table',
  code: 'Code',
};
