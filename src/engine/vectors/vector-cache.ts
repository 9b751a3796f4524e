/**
 * @file Passage vectors kept in memory, least recently used out first, within a byte budget.
 *
 * Keyed by the text itself, not by a hash of it: a collision would be a wrong score, and the strings are small beside the vectors.
 * A cache belongs to one engine; what another model, dtype or token limit computed never meets it.
 */
import type { EncodedPassage, PassageText } from '../engine';
import { passageKey } from '../../util/passage-key';
import { byteSize } from '../token-vectors';

/** Vectors of passages seen before. */
export interface PassageVectors {
  has(passage: PassageText): boolean;
  get(passage: PassageText): EncodedPassage | undefined;
  set(passage: PassageText, entry: EncodedPassage): void;
}

export class VectorCache implements PassageVectors {
  readonly #budget: number;
  readonly #entries = new Map<string, EncodedPassage>();
  #bytes = 0;
  #vectorBytes = 0;

  /** @param budget bytes of vectors and keys to keep; 0 keeps none. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** What counts against the budget: vectors and keys. */
  get bytes(): number {
    return this.#bytes;
  }

  get vectorBytes(): number {
    return this.#vectorBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  has(passage: PassageText): boolean {
    return this.#entries.has(passageKey(passage));
  }

  get(passage: PassageText): EncodedPassage | undefined {
    const key = passageKey(passage);
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry;
  }

  set(passage: PassageText, entry: EncodedPassage): void {
    const key = passageKey(passage);
    const bytes = entryBytes(key, entry);
    if (bytes > this.#budget) return;
    this.#drop(key);
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes + bytes <= this.#budget) break;
      this.#drop(oldest);
    }
    this.#entries.set(key, entry);
    this.#bytes += bytes;
    this.#vectorBytes += byteSize(entry.vectors);
  }

  #drop(key: string): void {
    const entry = this.#entries.get(key);
    if (!entry) return;
    this.#entries.delete(key);
    this.#bytes -= entryBytes(key, entry);
    this.#vectorBytes -= byteSize(entry.vectors);
  }
}

/** One job's view of a cache, with its own counts of what was found and what was not. */
export class CountedVectors implements PassageVectors {
  readonly #cache: PassageVectors;
  hits = 0;
  misses = 0;

  constructor(cache: PassageVectors) {
    this.#cache = cache;
  }

  has(passage: PassageText): boolean {
    return this.#cache.has(passage);
  }

  get(passage: PassageText): EncodedPassage | undefined {
    const entry = this.#cache.get(passage);
    if (entry) this.hits++;
    else this.misses++;
    return entry;
  }

  set(passage: PassageText, entry: EncodedPassage): void {
    this.#cache.set(passage, entry);
  }
}

function entryBytes(key: string, { vectors }: EncodedPassage): number {
  return key.length * 2 + byteSize(vectors);
}
