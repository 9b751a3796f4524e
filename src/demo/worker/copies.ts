/** @file Passages that say nearly the same are shown once, with the documents that contain the others. */
import type { Hit } from '../shared/library-data';

/** Two passages are copies when they share at least this part of their runs of words (Broder 1997). */
const SHARED_PART = 0.8;
const WORDS_IN_RUN = 3;
/** Only so many of the first passages are compared with each other; further ones only when they are equal. */
const COMPARED = 200;

/** The first of each group of copies, in the given order, with the documents of the others in `copies`. */
export function foldCopies(hits: readonly Hit[]): Hit[] {
  const kept: { readonly hit: Hit; readonly runs?: ReadonlySet<string>; readonly copies: Set<string> }[] = [];
  const byText = new Map<string, number>();
  for (const hit of hits) {
    const words = hit.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    const key = `${hit.heading === '' ? '' : (hit.heading.split(' › ').at(-1) ?? '')}\n${words.join(' ')}`;
    const runs = kept.length < COMPARED && words.length >= 12 ? runsOf(words) : undefined;
    const at = byText.get(key) ?? (runs === undefined ? -1 : kept.findIndex((one) => areCopies(one.runs, runs)));
    if (at >= 0) kept[at]?.copies.add(hit.document);
    else {
      byText.set(key, kept.length);
      kept.push({ hit, copies: new Set(), ...(runs === undefined ? {} : { runs }) });
    }
  }
  return kept.map(({ hit, copies }) => {
    copies.delete(hit.document);
    return copies.size === 0 ? hit : { ...hit, copies: [...copies] };
  });
}

function runsOf(words: readonly string[]): Set<string> {
  return new Set(words.slice(WORDS_IN_RUN - 1).map((_, at) => words.slice(at, at + WORDS_IN_RUN).join(' ')));
}

function areCopies(a: ReadonlySet<string> | undefined, b: ReadonlySet<string>): boolean {
  if (a === undefined || Math.min(a.size, b.size) < SHARED_PART * Math.max(a.size, b.size)) return false;
  let shared = 0;
  for (const run of b) if (a.has(run)) shared += 1;
  return shared >= SHARED_PART * (a.size + b.size - shared);
}
