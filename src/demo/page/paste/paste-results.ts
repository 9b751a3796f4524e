/**
 * @file The data that each item of the list shows: rank, original rank, score. While scores arrive, passages without
 * one stay behind the scored ones, in the order on screen, so that nothing moves without need.
 */
import type { Ranked } from 'rankside';
import type { Entry } from './parse-passages';

export type PasteResult = {
  readonly key: string;
  readonly title: string;
  readonly text: string;
  /** The rank in the box, from 1. */
  readonly originalRank: number;
  /** The rank in the list, from 1. */
  readonly rank: number;
  /** `NaN` until the passage is scored. */
  readonly score: number;
  readonly truncatedTokens: number;
};

type Ordered = { readonly index: number; readonly score?: number | undefined; readonly truncatedTokens?: number };

/** The order of the box, without scores. */
export function originalOrder(entries: readonly Entry[]): PasteResult[] {
  return toResults(
    entries,
    entries.map((_, index) => ({ index })),
  );
}

/** Scored passages as ranked, then the others in the order of `shown`, the keys on screen. */
export function rankedOrder(
  entries: readonly Entry[],
  results: readonly Ranked[],
  shown: readonly string[],
): PasteResult[] {
  const scored = results.filter(({ score }) => Number.isFinite(score));
  const scoredIndices = new Set(scored.map(({ index }) => index));
  const orderOnScreen = new Map(shown.map((key, order) => [key, order]));
  const unscored = entries
    .map(({ key }, index) => ({ index, order: orderOnScreen.get(key) ?? shown.length + index }))
    .filter(({ index }) => !scoredIndices.has(index))
    .sort((a, b) => a.order - b.order);
  return toResults(entries, [...scored, ...unscored]);
}

function toResults(entries: readonly Entry[], ordered: readonly Ordered[]): PasteResult[] {
  return ordered.flatMap(({ index, score = NaN, truncatedTokens = 0 }, order) => {
    const entry = entries[index];
    if (entry === undefined) return [];
    const { title = '', text } = entry.passage;
    return [{ key: entry.key, title, text, originalRank: index + 1, rank: order + 1, score, truncatedTokens }];
  });
}
