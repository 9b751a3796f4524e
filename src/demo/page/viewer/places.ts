/** @file The places of a document that the reader shows one after another: hits of a search, or what is looked for. */
import type { DocumentContent, Hit } from '../../shared/library-data';
import type { Mark } from '../ui/marked-text';

/** A range of the document's text; the offsets of the marks are those of the document. */
export type Place = {
  readonly start: number;
  readonly end: number;
  /** From 1; for documents with pages. */
  readonly page?: number;
  readonly heading: string;
  readonly marks: readonly Mark[];
};

/** The offsets of `marks` are relative to the passage's text. */
export function placeOfHit({ start, end, page, heading }: Hit, marks: readonly Mark[]): Place {
  return {
    ...{ start, end, heading, ...(page === undefined ? {} : { page }) },
    marks: marks.map((mark) => ({ ...mark, start: mark.start + start, end: mark.end + start })),
  };
}

/** More places than this are not counted. */
const MAX_FOUND = 2000;

/** The places where a text occurs, in any case and with any white space. */
export function findPlaces({ text, blocks }: DocumentContent, wanted: string): Place[] {
  const words = wanted.trim().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const pattern = new RegExp(words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('\\s+'), 'giu');
  const places: Place[] = [];
  let at = 0;
  for (const { 0: found, index: start } of text.matchAll(pattern)) {
    if (places.length === MAX_FOUND) break;
    while (at < blocks.length - 1 && blocks[at]!.end <= start) at += 1;
    const page = blocks[at]?.page;
    const end = start + found.length;
    places.push({
      ...{ start, end, heading: '', ...(page === undefined ? {} : { page }) },
      marks: [
        { start, end, kind: 'sentence' },
        { start, end, kind: 'strong' },
      ],
    });
  }
  return places;
}
