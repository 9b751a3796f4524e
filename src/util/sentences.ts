/** @file Finds the sentences of a text. */
import type { TextSpan } from '../core/types';

/**
 * The sentences in text order, without the white space around them, by Unicode's rules (UAX 29) if the platform
 * supports them. A sentence does not end at the abbreviation of a title or at an initial. The time is linear in the
 * text.
 */
export function sentencesOf(text: string): TextSpan[] {
  const whole = text.trim();
  // Most cells, headings and short lines end where the text does.
  if (whole.length < SEGMENTED_AT_ONCE && !ENDING.test(whole.slice(0, -1))) {
    const start = text.indexOf(whole);
    return whole === '' ? [] : [{ start, end: start + whole.length }];
  }
  const sentences: { start: number; end: number }[] = [];
  let isOpen = false;
  for (const { segment, index } of segmentsOf(text)) {
    const trimmed = segment.trim();
    if (trimmed === '') continue;
    const start = index + segment.indexOf(trimmed);
    const last = sentences.at(-1);
    if (isOpen && last !== undefined) last.end = start + trimmed.length;
    else sentences.push({ start, end: start + trimmed.length });
    const end = index + segment.length;
    const isEndOfLine = /[\n\u2029]/.test(segment.slice(-8));
    isOpen = !isEndOfLine && continuesAfter(trimmed, text.slice(end, end + 4).trimStart());
  }
  return sentences;
}

/** A sentence can end at these only. */
const ENDING = /[\p{Sentence_Terminal}\n\r\u000b\u000c\u0085\u2028\u2029]/u;

/** The sentences that start before `end`. The text far beyond `end` is not read. */
export function sentencesBefore(text: string, end: number): TextSpan[] {
  return sentencesOf(text.slice(0, end + 1000)).filter(({ start }) => start < end);
}

/** A name follows these abbreviations. */
const BEFORE_A_NAME =
  /(?:^|[\s("'“‘])(?:Dr|Mr|Mrs|Ms|Mx|Prof|Rev|Hon|Capt|Cpt|Col|Gen|Lt|Maj|Sgt|Gov|Sen|Rep|Pres|Supt|St|Ste|Mt|Ft|vs|cf|approx|ca|Hr|Fr|Mme|Mlle|Sra?|Sig|Dña|Ing|\p{Lu})\.$/u;
/** A number follows these abbreviations. */
const BEFORE_A_NUMBER = /(?:^|[\s("'“‘])(?:No|Nos|Nr|Fig|Figs|Eq|Eqs|Sec|Ch|Chap|Vol|Art|Abb|Tab|p|pp|S|n)\.$/iu;

function continuesAfter(sentence: string, next: string): boolean {
  const end = sentence.slice(-12);
  return BEFORE_A_NAME.test(end) || (/^\p{N}/u.test(next) && BEFORE_A_NUMBER.test(end));
}

type Piece = { readonly segment: string; readonly index: number };

/** How many characters are segmented at once, since the time of `Intl.Segmenter` grows faster than the text. */
const SEGMENTED_AT_ONCE = 400;

/** Creating one takes longer than most texts do. */
let segmenter: Intl.Segmenter | undefined;

function* segmentsOf(text: string): Generator<Piece, void, void> {
  // Not every supported browser has it: Firefox has it since version 125.
  if (!(Intl as Partial<typeof Intl>).Segmenter) return yield* segmentsByRule(text);
  segmenter ??= new Intl.Segmenter('en', { granularity: 'sentence' });
  let length = SEGMENTED_AT_ONCE;
  for (let from = 0; from < text.length;) {
    const pieces = [...segmenter.segment(text.slice(from, from + length))];
    // The last piece may go on after the part, so it is segmented again with what follows.
    if (from + length < text.length && pieces.length === 1) length *= 2;
    else {
      if (from + length < text.length) pieces.pop();
      for (const { segment, index } of pieces) yield { segment, index: from + index };
      from += pieces.reduce((sum, { segment }) => sum + segment.length, 0);
      length = SEGMENTED_AT_ONCE;
    }
  }
}

/** A sentence ends at the end of its line, and after a mark with closing quotes or brackets if white space follows. */
export function segmentsByRule(text: string): Piece[] {
  return [...text.matchAll(/[^]+?(?:[.!?…]["'”’)\]]*(?=\s|$)|[。！？]|\n|$)/gu)].map(({ 0: segment, index }) => ({
    segment,
    index,
  }));
}
