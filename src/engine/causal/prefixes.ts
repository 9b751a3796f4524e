/**
 * @file The keys and values of beginnings of prompts, kept for prompts that begin alike: the instruction and the query
 * of a list, or a passage that another query follows.
 *
 * A beginning is always read in a run of its own, so the result of a prompt does not depend on the prompts before it.
 */
import { LruMap } from '../../util/lru-map';
import type { Past } from './decoder';

/** For SmolLM2-135M, whose states take 46 kB a token, 128 MiB are about 2,900 tokens. */
const BUDGET_BYTES = 128 * 2 ** 20;

export class Prefixes {
  readonly #kept: LruMap<Past>;
  /** The newest beginning, which may be larger than the budget: a long list in one prompt. */
  #newest: { readonly key: string; readonly past: Past } | undefined;

  constructor(budget = BUDGET_BYTES) {
    this.#kept = new LruMap({ budget, sizeOf: (_, past) => bytesOf(past) });
  }

  /** The states after `ids`, read by `read` unless they are kept. */
  async after(ids: readonly number[], read: () => Promise<Past>): Promise<Past> {
    const key = ids.join();
    const known = this.#newest?.key === key ? this.#newest.past : this.#kept.get(key);
    if (known) return known;
    const past = await read();
    if (!this.#kept.set(key, past)) this.#newest = { key, past };
    return past;
  }
}

function bytesOf({ states, reread }: Past): number {
  return Object.values(states).reduce((sum, { data }) => sum + data.byteLength, 8 * reread.length);
}
