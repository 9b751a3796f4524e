/** @file The text that was recognized in the picture of a page, for reading and selecting below it. */
import type { DocumentContent } from '../../shared/library-data';
import { h } from '../ui/dom';

export const RECOGNIZED = 'text recognized by OCR, may have errors';

/** @param page absent for an image, which is one page */
export function isRecognized({ recognizedPages = [] }: DocumentContent, page = 1): boolean {
  return recognizedPages.includes(page);
}

/** Nothing for a page whose text is its own. */
export function recognizedText(content: DocumentContent, page = 1): HTMLElement[] {
  if (!isRecognized(content, page)) return [];
  const blocks = content.blocks.filter((block) => (block.page ?? 1) === page);
  const texts = blocks.map(({ kind, start, end }) =>
    h(kind === 'heading' ? 'h4' : 'p', {}, content.text.slice(start, end)),
  );
  return [h('section', { class: 'recognized' }, h('h3', {}, 'Recognized text'), ...texts)];
}
