/** @file Documents in the form in which they are stored, and whether two of them have the same content. Pure. */
import type { TextSpan } from '../../core/types';
import { CUTTING_RULES } from '../../passages/cut-text';
import type { DocumentContent } from '../../protocol/collection-api';
import type { StoredDocument } from './document-storage';
import type { LocalDocument } from './local-documents';

/** Whether the model reads the same of both. */
export function isSameText(a: DocumentContent, b: DocumentContent): boolean {
  return a.text === b.text && a.title === b.title;
}

export function isSameContent(a: DocumentContent, b: DocumentContent): boolean {
  return isSameText(a, b) && a.meta === b.meta;
}

export function toStoredDocument({ content, ranges }: LocalDocument): StoredDocument {
  return { content, ranges: Uint32Array.from(ranges.flatMap(({ start, end }) => [start, end])), rules: CUTTING_RULES };
}

export function rangesOf(flat: Uint32Array): TextSpan[] {
  return Array.from({ length: flat.length / 2 }, (_, i) => ({ start: flat[2 * i]!, end: flat[2 * i + 1]! }));
}
