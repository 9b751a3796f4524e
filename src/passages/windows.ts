/**
 * @file Cuts a long text into windows that a model reads one at a time, by the model's own tokens. Pure.
 *
 * See Callan 1994 for passages of a document, and Dai and Callan 2019 for MaxP and FirstP. A window starts at the start of a word if one is
 * near, because a text that starts inside a word is tokenized differently. The cost is one count of tokens for each window.
 */
import type { TextSpan } from '../core/types';

/** A text with the spans of its tokens, and the number of tokens that one window may have. */
export type TokenizedText = {
  readonly text: string;
  /** A span for each token; undefined for a token that is only white space. */
  readonly spans: readonly (TextSpan | undefined)[];
  /** Number of tokens in one window, at least 1. */
  readonly limit: number;
  /** Counts the tokens of a part that is read alone, which may have one or two more at its ends than within the text. */
  readonly count: (part: string) => number;
};

/**
 * Windows that together contain every token. Each has at most `limit` tokens and starts at most `stride` tokens after the one before.
 *
 * @param stride in tokens, at least 1; no token is left out if it is larger than a window
 */
export function cutIntoWindows(tokens: TokenizedText, stride: number): TextSpan[] {
  const windows: TextSpan[] = [];
  let reached = 0;
  for (let from = 0; reached < tokens.spans.length;) {
    const to = windowEnd(tokens, from, tokens.limit);
    if (to <= reached) {
      from = reached; // the window ended before a long word and contained no new token
      continue;
    }
    windows.push(spanBetween(tokens, from, to));
    reached = to;
    from = Math.max(from + 1, wordStart(tokens, Math.min(to, from + stride), from + 1));
  }
  return windows;
}

/** The beginning of the text in half of the limit, and as much of its end as the other half can contain. */
export function headAndTail(tokens: TokenizedText): [head: TextSpan, tail: TextSpan] {
  const { spans, limit, text } = tokens;
  const to = windowEnd(tokens, 0, Math.max(1, Math.ceil(limit / 2)));
  const head = spanBetween(tokens, 0, to);
  let from = Math.max(to, spans.length - (limit - to));
  const tail = () => spanBetween(tokens, from, spans.length);
  const joined = () => `${text.slice(head.start, head.end)}${SEPARATOR}${text.slice(tail().start, tail().end)}`;
  while (from < spans.length && tokens.count(joined()) > limit) from++;
  return [head, from < spans.length ? tail() : { start: text.length, end: text.length }];
}

/** Separates head and tail. To most tokenizers, white space is not a token. */
export const SEPARATOR = '\n';

/** The end of the longest window from token `from` on that has at most `limit` tokens. A window has at least one token. */
function windowEnd(tokens: TokenizedText, from: number, limit: number): number {
  const { spans, text, count } = tokens;
  let to = Math.min(spans.length, from + limit);
  if (to < spans.length) to = wordStart(tokens, to, from + Math.ceil(limit / 2));
  while (to > from + 1) {
    const { start, end } = spanBetween(tokens, from, to);
    if (count(text.slice(start, end)) <= limit) break;
    to--;
  }
  return to;
}

/** The last token between `least` and `last` that starts a word; `last` if there is none. */
function wordStart({ spans, text }: TokenizedText, last: number, least: number): number {
  for (let token = last; token >= least && token > 0; token--) {
    const span = spans[token];
    if (!span || /\s/u.test(text.charAt(span.start)) || /\s/u.test(text.charAt(span.start - 1))) return token;
  }
  return last;
}

/** The span of the tokens from `from` up to, but not including, `to`. It includes white space at the start and the end of the text. */
function spanBetween({ spans, text }: TokenizedText, from: number, to: number): TextSpan {
  const within = spans.slice(from, to).filter((span) => span !== undefined);
  const start = from === 0 ? 0 : (within[0]?.start ?? 0);
  const end = to === spans.length ? text.length : (within.at(-1)?.end ?? start);
  return { start, end: Math.max(start, end) };
}
