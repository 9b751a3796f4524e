/**
 * @file A long text in parts that a model reads one at a time, cut by the model's own tokens. Pure.
 *
 * Windows over a document (Callan 1994; Dai and Callan 2019, MaxP and FirstP). A cut is made where a word begins, when there is one near,
 * since what begins inside of a word is tokenized otherwise. Cost: one count of tokens a part.
 */
import type { TextSpan } from '../core/types';

/** Where each token of a text stands (undefined: it stands for white space), and how many of them one part may have. */
export type TokenizedText = {
  readonly text: string;
  readonly spans: readonly (TextSpan | undefined)[];
  /** At least 1. */
  readonly limit: number;
  /** Tokens that a part takes when it is read alone: at its ends there may be one or two more. */
  readonly count: (part: string) => number;
};

/**
 * Parts that hold every token of `spans`: each at most `room` tokens long, the next one beginning at most `stride` tokens after it.
 *
 * @param stride tokens, at least 1; more than a part holds leaves nothing out
 */
export function cutIntoWindows(tokens: TokenizedText, stride: number): TextSpan[] {
  const parts: TextSpan[] = [];
  let reached = 0;
  for (let from = 0; reached < tokens.spans.length;) {
    const to = endOf(tokens, from, tokens.limit);
    if (to <= reached) {
      from = reached; // it was cut back before a long word, and held nothing new
      continue;
    }
    parts.push(partOf(tokens, from, to));
    reached = to;
    from = Math.max(from + 1, wordStart(tokens, Math.min(to, from + stride), from + 1));
  }
  return parts;
}

/** The first half of the room and as much of the end as the rest of it holds. */
export function headAndTail(tokens: TokenizedText): [head: TextSpan, tail: TextSpan] {
  const { spans, limit, text } = tokens;
  const to = endOf(tokens, 0, Math.max(1, Math.ceil(limit / 2)));
  const head = partOf(tokens, 0, to);
  let from = Math.max(to, spans.length - (limit - to));
  const tail = () => partOf(tokens, from, spans.length);
  const joined = () => `${text.slice(head.start, head.end)}${SEPARATOR}${text.slice(tail().start, tail().end)}`;
  while (from < spans.length && tokens.count(joined()) > limit) from++;
  return [head, from < spans.length ? tail() : { start: text.length, end: text.length }];
}

/** Between head and tail. White space is no token to most tokenizers. */
export const SEPARATOR = '\n';

/** The end of the longest part from token `from` on that takes at most `room` tokens; at least one token. */
function endOf(tokens: TokenizedText, from: number, room: number): number {
  const { spans, text, count } = tokens;
  let to = Math.min(spans.length, from + room);
  if (to < spans.length) to = wordStart(tokens, to, from + Math.ceil(room / 2));
  while (to > from + 1) {
    const { start, end } = partOf(tokens, from, to);
    if (count(text.slice(start, end)) <= room) break;
    to--;
  }
  return to;
}

/** The last token from `least` up to `at` before which a word ends; `at` where there is none. */
function wordStart({ spans, text }: TokenizedText, at: number, least: number): number {
  for (let token = at; token >= least && token > 0; token--) {
    const span = spans[token];
    if (!span || /\s/u.test(text.charAt(span.start)) || /\s/u.test(text.charAt(span.start - 1))) return token;
  }
  return at;
}

/** From token `from` up to, but without, `to`. The first part begins where the text does, the last one ends with it. */
function partOf({ spans, text }: TokenizedText, from: number, to: number): TextSpan {
  const within = spans.slice(from, to).filter((span) => span !== undefined);
  const start = from === 0 ? 0 : (within[0]?.start ?? 0);
  const end = to === spans.length ? text.length : (within.at(-1)?.end ?? start);
  return { start, end: Math.max(start, end) };
}
