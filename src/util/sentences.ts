/** @file Where a text's sentences are. */
import type { TextSpan } from '../core/types';

/** Sentences in text order, without the white space around them. By Unicode's rules (UAX 29) where the platform knows them. */
export function sentencesOf(text: string): TextSpan[] {
  return [...segmentsOf(text)].flatMap(({ segment, index }) => {
    const bare = segment.trim();
    if (bare === '') return [];
    const start = index + segment.indexOf(bare);
    return [{ start, end: start + bare.length }];
  });
}

/** Sentences that begin before `end`; what lies far behind it is not even looked at. */
export function sentencesBefore(text: string, end: number): TextSpan[] {
  return sentencesOf(text.slice(0, end + 1000)).filter(({ start }) => start < end);
}

type Piece = { readonly segment: string; readonly index: number };

function segmentsOf(text: string): Iterable<Piece> {
  // Not in every browser that runs the rest: Firefox has it since 125.
  if ((Intl as Partial<typeof Intl>).Segmenter) {
    return new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text);
  }
  return segmentsByRule(text);
}

/** A sentence ends with its mark and what closes after it, before white space, and with its paragraph. */
export function segmentsByRule(text: string): Piece[] {
  return [...text.matchAll(/[^]+?(?:[.!?…]["'”’)\]]*(?=\s|$)|[。！？]|\n|$)/gu)].map(({ 0: segment, index }) => ({
    segment,
    index,
  }));
}
