/**
 * @file Passages that say nearly the same are shown once, with the documents that contain the others. Two passages are
 * copies when they share most of their runs of three words (Broder 1997). Only passages with some of a fixed sample of
 * runs in common are compared, so that the time is about linear in the text.
 */
import type { Hit } from '../shared/library-data';

/** Two passages are copies when they share at least this part of their runs of words. */
const SHARED_PART = 0.8;
/** Shorter passages are copies only when they are equal. */
const MIN_WORDS = 12;
/** One run in so many belongs to the sample. */
const SAMPLED = 4;
/** Only so many of the first passages are compared with each other; further ones only when they are equal. */
const COMPARED = 200;

type Kept = { readonly hit: Hit; readonly runs: ReadonlySet<number>; readonly copies: Set<string> };

/** The first of each group of copies, in the given order, with the documents of the others in `copies`. */
export function foldCopies(hits: readonly Hit[]): Hit[] {
  const kept: Kept[] = [];
  const byText = new Map<string, number>();
  const bySample = new Map<number, number[]>();
  for (const hit of hits) {
    const words = hit.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const key = `${hit.heading.split(' › ').at(-1) ?? ''}\n${words.join(' ')}`;
    const runs = kept.length < COMPARED && words.length >= MIN_WORDS ? runsOf(words) : NONE;
    const at = byText.get(key) ?? findCopy(kept, bySample, runs);
    if (at !== undefined) {
      kept[at]!.copies.add(hit.document);
      continue;
    }
    byText.set(key, kept.length);
    for (const run of runs) if (isSampled(run)) bySample.set(run, [...(bySample.get(run) ?? []), kept.length]);
    kept.push({ hit, runs, copies: new Set() });
  }
  return kept.map(({ hit, copies }) => {
    copies.delete(hit.document);
    return copies.size === 0 ? hit : { ...hit, copies: [...copies] };
  });
}

const NONE: ReadonlySet<number> = new Set();

function findCopy(
  kept: readonly Kept[],
  bySample: ReadonlyMap<number, readonly number[]>,
  runs: ReadonlySet<number>,
): number | undefined {
  const shared = new Map<number, number>();
  let sampled = 0;
  for (const run of runs) {
    if (!isSampled(run)) continue;
    sampled += 1;
    for (const at of bySample.get(run) ?? []) shared.set(at, (shared.get(at) ?? 0) + 1);
  }
  return [...shared].find(([at, count]) => count >= sampled / 2 && areCopies(kept[at]!.runs, runs))?.[0];
}

function isSampled(run: number): boolean {
  return run % SAMPLED === 0;
}

/** A number for each run of three words. */
function runsOf(words: readonly string[]): Set<number> {
  const runs = new Set<number>();
  let [first, second] = [0, 0];
  words.forEach((word, at) => {
    const third = hashOf(word);
    if (at >= 2) runs.add((Math.imul(first, 31) ^ Math.imul(second, 37) ^ Math.imul(third, 41)) >>> 0);
    [first, second] = [second, third];
  });
  return runs;
}

function hashOf(word: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < word.length; at += 1) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193);
  return hash ^ (hash >>> 15);
}

function areCopies(a: ReadonlySet<number>, b: ReadonlySet<number>): boolean {
  let shared = 0;
  for (const run of b) if (a.has(run)) shared += 1;
  return shared >= SHARED_PART * (a.size + b.size - shared);
}
