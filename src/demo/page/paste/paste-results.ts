/**
 * @file What each row of the list shows, as data: its place, its first place, its score. While scores land, passages that have
 * none yet stay behind the scored ones, in the order that the reader sees now, so that nothing moves without a reason.
 */
import type { Ranked } from 'rankside';
import type { Entry } from './parse-passages';

export type Row = {
  readonly key: string;
  readonly title: string;
  readonly text: string;
  /** Place in the box, from 1. */
  readonly firstPlace: number;
  /** Place in the list, from 1. */
  readonly place: number;
  /** `NaN` while there is none. */
  readonly score: number;
  readonly truncatedTokens: number;
};

type Placed = { readonly index: number; readonly score?: number; readonly truncatedTokens?: number };

/** The order of the box, without scores. */
export function firstOrder(entries: readonly Entry[]): Row[] {
  return toRows(
    entries,
    entries.map((_, index) => ({ index })),
  );
}

/** Scored passages as ranked, then the others in the order of `shown`, the keys on screen. */
export function rankedOrder(entries: readonly Entry[], results: readonly Ranked[], shown: readonly string[]): Row[] {
  const scored = results.filter(({ score }) => Number.isFinite(score));
  const done = new Set(scored.map(({ index }) => index));
  const placeOnScreen = new Map(shown.map((key, place) => [key, place]));
  const rest = entries
    .map(({ key }, index) => ({ index, place: placeOnScreen.get(key) ?? shown.length + index }))
    .filter(({ index }) => !done.has(index))
    .sort((a, b) => a.place - b.place);
  return toRows(entries, [...scored, ...rest]);
}

function toRows(entries: readonly Entry[], placed: readonly Placed[]): Row[] {
  return placed.flatMap(({ index, score = NaN, truncatedTokens = 0 }, place) => {
    const entry = entries[index];
    if (entry === undefined) return [];
    const { title = '', text } = entry.passage;
    return [{ key: entry.key, title, text, firstPlace: index + 1, place: place + 1, score, truncatedTokens }];
  });
}
