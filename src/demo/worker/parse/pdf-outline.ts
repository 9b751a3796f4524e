/** @file Reads what a PDF says besides its printed text: its bookmarks, the values of its forms, and its notes. */
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { Block } from './parser';

type Bookmark = { readonly title: string; readonly items: readonly Bookmark[] };

/** The level of each bookmark's title, from 1, by its text without white space. */
export async function outlineLevels(document: PDFDocumentProxy): Promise<Map<string, number>> {
  const levels = new Map<string, number>();
  const add = (items: readonly Bookmark[], level: number): void => {
    for (const { title, items: below } of items) {
      const key = outlineKey(title);
      if (key.length > 2 && !levels.has(key)) levels.set(key, Math.min(6, level));
      if (level < 6) add(below, level + 1);
    }
  };
  add((await document.getOutline().catch(() => null)) ?? [], 1);
  return levels;
}

/** Bookmarks often lack the number of the printed heading. */
const NUMBER = /^\s*(?:(?:chapter|appendix|part|section)\s+)?(?:\d+|[A-Z](?=[.\d]))(?:\.\d+)*[.:)]?\s+/i;

/** A heading without its number, white space and points, in lower case. */
export function outlineKey(text: string): string {
  return text
    .normalize('NFKC')
    .replace(NUMBER, '')
    .toLowerCase()
    .replace(/[\s.:]+/g, '');
}

type Annotation = {
  readonly subtype?: string;
  readonly fieldType?: string;
  readonly fieldName?: string;
  readonly alternativeText?: string;
  readonly fieldValue?: unknown;
  readonly checkBox?: boolean;
  readonly radioButton?: boolean;
  readonly contentsObj?: { readonly str?: string };
};

/** The values of form fields, and notes, as blocks below the text of the page. */
export async function annotationBlocks(page: PDFPageProxy): Promise<Block[]> {
  const annotations = (await page.getAnnotations().catch(() => [])) as readonly Annotation[];
  const texts = annotations.map((one) => (one.fieldType === undefined ? noteOf(one) : fieldOf(one)));
  return [...new Set(texts)]
    .filter((text) => text !== '')
    .map((text) => ({ kind: 'text', text, page: page.pageNumber }));
}

function fieldOf({
  fieldName = '',
  alternativeText = '',
  fieldValue,
  checkBox,
  radioButton,
  fieldType,
}: Annotation): string {
  if (fieldType === 'Sig' || fieldType === 'Btn') {
    const isOn = (checkBox === true || radioButton === true) && typeof fieldValue === 'string' && fieldValue !== 'Off';
    return isOn ? `${alternativeText || fieldName}: yes` : '';
  }
  const value = (Array.isArray(fieldValue) ? fieldValue : [fieldValue])
    .filter((one) => typeof one === 'string')
    .join(', ');
  return value.trim() === '' ? '' : `${alternativeText || fieldName}: ${value.trim()}`;
}

function noteOf({ subtype, contentsObj }: Annotation): string {
  const text = (contentsObj?.str ?? '').replace(/\s+/g, ' ').trim();
  return text === '' || subtype === 'Link' || subtype === 'Popup' ? '' : `Note: ${text}`;
}
