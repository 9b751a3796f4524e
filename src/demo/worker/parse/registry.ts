/** @file The parser of each kind of document, loaded with the first file of that kind. */
import type { DocumentKind } from '../../shared/library-data';
import type { Parser } from './parser';

export const PARSERS: Readonly<Record<DocumentKind, () => Promise<Parser>>> = {
  text: async () => (await import('./plain')).parsePlain,
  markdown: async () => (await import('./markdown')).parseMarkdown,
  html: async () => (await import('./html')).parseHtml,
  pdf: async () => (await import('./pdf')).parsePdf,
  image: async () => (await import('./image')).parseImage,
  word: async () => (await import('./word')).parseWord,
  odf: async () => (await import('./open-document')).parseOpenDocument,
  slides: async () => (await import('./slides')).parseSlides,
  sheet: async () => (await import('./sheet')).parseSheet,
  book: async () => (await import('./book')).parseBook,
  mail: async () => (await import('./mail')).parseMail,
  rtf: async () => (await import('./rtf')).parseRtf,
  notebook: async () => (await import('./notebook')).parseNotebook,
  subtitles: async () => (await import('./subtitles')).parseSubtitles,
  rows: async () => (await import('./table')).parseTable,
  code: async () => (await import('./code')).parseCode,
};
