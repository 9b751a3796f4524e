/** @file The part of a passage that a result shows, with the sentence that answers. Pure. */
import type { TextSpan } from '../core/types';

export type Excerpt = { readonly before: string; readonly sentence: string; readonly after: string };

const LENGTH = 220;
/** How much is shown before the sentence, so that it is not out of its context. */
const LEAD = 60;

/** About 220 characters around the sentence; without a sentence, the beginning of the passage. */
export function excerptOf(text: string, sentence: TextSpan | undefined): Excerpt {
  if (sentence === undefined) return { before: '', sentence: '', after: cut(text, 0, LENGTH) };
  const start = sentence.start <= LEAD ? 0 : wordStart(text, sentence.start - LEAD);
  const isWhole = sentence.end <= sentence.start + LENGTH;
  const { end } = sentence;
  const marked = isWhole
    ? oneLine(text.slice(sentence.start, end))
    : cut(text, sentence.start, sentence.start + LENGTH);
  const left = LENGTH - (sentence.start - start) - marked.length;
  return {
    before: `${start > 0 ? '… ' : ''}${oneLine(text.slice(start, sentence.start))}`,
    sentence: marked,
    after: left > 10 && isWhole ? cut(text, end, end + left) : '',
  };
}

function cut(text: string, from: number, to: number): string {
  if (to >= text.length) return oneLine(text.slice(from));
  const end = text.lastIndexOf(' ', to);
  return `${oneLine(text.slice(from, end > from ? end : to))} …`;
}

function wordStart(text: string, from: number): number {
  const space = text.indexOf(' ', from);
  return space < 0 ? from : space + 1;
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
