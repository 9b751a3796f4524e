/**
 * @file Finds the parts of a passage that only repeat the query: almost all its words, in any order and also with
 * others between, or a list of its key words. Pure.
 *
 * A text that repeats a question is close to it for every model that compares texts, whether or not it answers.
 */
import type { TextSpan } from '../../core/types';
import type { PassageText } from '../../engine/engine';

/** A stretch counts as an echo if its words hold this share of the letters of the query's words. */
const SHARE_OF_ECHO = 0.9;
/**
 * A list of key words holds fewer of them, in the query's order and with no other word between: it leaves out the small
 * words of the query. An honest sentence such as "Paris is the capital of France" keeps them.
 */
const SHARE_OF_LIST = 0.6;
/** The words of a query are looked for in any order, and among others, in this many times its words. */
const MIXED_AMONG = 3;
/** The words of shorter queries stand together in honest texts too, in the same order. */
const LEAST_WORDS = 5;

const WORD = /[\p{L}\p{N}]+/gu;

/** The words of a query, as an echo is searched by. */
export type EchoQuery = {
  /** The positions of each word in the query, ascending. */
  readonly words: ReadonlyMap<string, readonly number[]>;
  /** The letters of all words, repeated ones included. */
  readonly letters: number;
  /** The number of words, repeated ones included. */
  readonly length: number;
};

/** Returns undefined for a query that is too short to tell its echo from an honest text. */
export function toEchoQuery(query: string): EchoQuery | undefined {
  const words = new Map<string, number[]>();
  const found = wordsOf(query);
  let letters = 0;
  for (const [position, { word }] of found.entries()) {
    words.set(word, [...(words.get(word) ?? []), position]);
    letters += word.length;
  }
  return words.size < LEAST_WORDS ? undefined : { words, letters, length: found.length };
}

/** Returns the passage without its echoes of the query, or undefined if it has none. */
export function withoutEcho(passage: PassageText, query: EchoQuery): PassageText | undefined {
  const text = cutEchoes(passage.text, query);
  const title = cutEchoes(passage.title ?? '', query);
  if (text === undefined && title === undefined) return undefined;
  const rest = { text: text ?? passage.text };
  const restTitle = title ?? passage.title;
  return restTitle === undefined || restTitle === '' ? rest : { title: restTitle, ...rest };
}

/** Returns undefined for a text without an echo. */
function cutEchoes(text: string, query: EchoQuery): string | undefined {
  if (!mayEcho(text, query)) return undefined;
  const kept: string[] = [];
  let from = 0;
  for (const { start, end } of echoesIn(text, query)) {
    if (start > from) kept.push(text.slice(from, start).trim());
    from = Math.max(from, end);
  }
  if (from === 0) return undefined;
  return [...kept, text.slice(from).trim()].filter((part) => /[\p{L}\p{N}]/u.test(part)).join(' ');
}

/** Whether the text has enough of the query's letters at all, which most texts have not. */
function mayEcho(text: string, { words, letters }: EchoQuery): boolean {
  const lower = text.normalize('NFKC').toLowerCase();
  let found = 0;
  for (const [word, positions] of words) if (lower.includes(word)) found += word.length * positions.length;
  return found >= SHARE_OF_LIST * letters;
}

type Word = ReturnType<typeof wordsOf>[number];

function echoesIn(text: string, query: EchoQuery): readonly TextSpan[] {
  const words = wordsOf(text);
  return [...runsIn(words, query), ...mixturesIn(words, query)].sort((a, b) => a.start - b.start);
}

/** Stretches of words that follow one another in the query's order; honest texts mostly say things in their own. */
function runsIn(found: readonly Word[], { words, letters }: EchoQuery): readonly TextSpan[] {
  const echoes: TextSpan[] = [];
  let run: { start: number; end: number; last: number; letters: number; leavesOut: boolean } | undefined;
  const close = () => {
    const share = run?.leavesOut ? SHARE_OF_LIST : SHARE_OF_ECHO;
    if (run && run.letters >= share * letters) echoes.push(run);
    run = undefined;
  };
  for (const { word, start, end } of found) {
    const positions = words.get(word);
    const after = run?.last ?? -1;
    let position = positions?.find((each) => each > after);
    if (position === undefined) {
      close();
      position = positions?.[0];
    }
    if (position === undefined) continue;
    run ??= { start, end, last: position - 1, letters: 0, leavesOut: false };
    run.leavesOut ||= position > run.last + 1;
    run.end = end;
    run.last = position;
    run.letters += word.length;
  }
  close();
  return echoes;
}

/** The shortest stretches with almost all words of the query, one after another. */
function mixturesIn(found: readonly Word[], { words, letters, length }: EchoQuery): readonly TextSpan[] {
  const echoes: TextSpan[] = [];
  const counts = new Map<string, number>();
  let covered = 0;
  let first = 0;
  /** Adds a word to the stretch, or removes it; a word counts as often as the query has it. */
  const change = (word: string, by: 1 | -1) => {
    const most = words.get(word)?.length ?? 0;
    const before = counts.get(word) ?? 0;
    counts.set(word, before + by);
    covered += word.length * (Math.min(most, before + by) - Math.min(most, before));
  };
  for (const [at, { word, end }] of found.entries()) {
    change(word, 1);
    if (at - first >= MIXED_AMONG * length) change(found[first++]!.word, -1);
    if (covered < SHARE_OF_ECHO * letters) continue;
    for (; covered >= SHARE_OF_ECHO * letters; first++) change(found[first]!.word, -1);
    echoes.push({ start: found[first - 1]!.start, end });
    counts.clear();
    covered = 0;
    first = at + 1;
  }
  return echoes;
}

function wordsOf(text: string) {
  return Array.from(text.matchAll(WORD), ({ 0: found, index }) => ({
    word: found.normalize('NFKC').toLowerCase(),
    start: index,
    end: index + found.length,
  }));
}
