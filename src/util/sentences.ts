/** @file Finds the sentences of a text. */
import type { TextSpan } from '../core/types';

/**
 * The sentences in text order, without the white space around them, by Unicode's rules (UAX 29) if the platform
 * supports them.
 */
export function sentencesOf(text: string): TextSpan[] {
  return [...segmentsOf(text)].flatMap(({ segment, index }) => {
    const trimmed = segment.trim();
    if (trimmed === '') return [];
    const start = index + segment.indexOf(trimmed);
    return [{ start, end: start + trimmed.length }];
  });
}

/** The sentences that start before `end`. The text far beyond `end` is not read. */
export function sentencesBefore(text: string, end: number): TextSpan[] {
  return sentencesOf(text.slice(0, end + 1000)).filter(({ start }) => start < end);
}

type Piece = { readonly segment: string; readonly index: number };

function segmentsOf(text: string): Iterable<Piece> {
  // Not every supported browser has it: Firefox has it since version 125.
  if ((Intl as Partial<typeof Intl>).Segmenter) {
    return new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text);
  }
  return segmentsByRule(text);
}

/** A sentence ends at the end of its line, and after a mark with closing quotes or brackets if white space follows. */
export function segmentsByRule(text: string): Piece[] {
  return [...text.matchAll(/[^]+?(?:[.!?…]["'”’)\]]*(?=\s|$)|[。！？]|\n|$)/gu)].map(({ 0: segment, index }) => ({
    segment,
    index,
  }));
}
