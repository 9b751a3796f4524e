/**
 * @file The decisions of recent cascades: which passages of a list the main model skipped for a query. The same call
 * again follows the decision, so its top rows do not change although more vectors are known by then.
 */
import type { CascadeStats, JobRequest } from '../../protocol/host-api';
import { LruMap } from '../../util/lru-map';
import { passageKey } from '../../util/passage-key';

export type CascadeDecision = {
  /** The indices of the passages that the main model did not score. */
  readonly skipped: ReadonlySet<number>;
  readonly stats: CascadeStats;
};

const MAX_DECISIONS = 64;
/** Reading longer lists to recognize them takes too long for every call. */
const MAX_PASSAGES = 1000;

export class CascadeDecisions {
  readonly #decisions = new LruMap<CascadeDecision>({ budget: MAX_DECISIONS });

  find(request: JobRequest): CascadeDecision | undefined {
    return this.#decisions.size > 0 && isWhole(request) ? this.#decisions.get(keyOf(request)) : undefined;
  }

  keep(request: JobRequest, decision: CascadeDecision): void {
    if (isWhole(request)) this.#decisions.set(keyOf(request), decision);
  }
}

/** A job that continues after a loss has only a part of its list to score. */
function isWhole({ passages, pending }: JobRequest): boolean {
  return pending.length === passages.length && passages.length <= MAX_PASSAGES;
}

function keyOf({ query, instruction, topN, minScore, priors, passages }: JobRequest): string {
  const asked = JSON.stringify([query, instruction, topN, minScore, priors]);
  return `${String(passages.length)}:${hash(passages.map(passageKey))}:${asked}`;
}

/** Hashes texts in their order, with two seeds. Keeping the texts themselves would take too much memory. */
function hash(texts: readonly string[]): string {
  return [1, 2].map((seed) => texts.reduce((from, text) => cyrb53(text, from), seed).toString(36)).join('.');
}

/** The 53-bit hash of a text by bryc (public domain), continued from the low bits of an earlier one. */
function cyrb53(text: string, seed: number): number {
  let [high, low] = [0xdeadbeef ^ seed, 0x41c6ce57 ^ seed];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 2654435761);
    low = Math.imul(low ^ unit, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
