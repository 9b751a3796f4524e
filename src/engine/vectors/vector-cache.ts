/**
 * @file Passage vectors kept in memory within a byte budget; the least recently used ones are dropped first.
 *
 * The key is the text itself, not a hash of it: a collision would be a wrong score, and the strings are small compared
 * with the vectors. A cache belongs to one engine, so it never mixes vectors of different models, dtypes or token
 * limits.
 */
import type { EncodedPassage, PassageText } from '../engine';
import { LruMap } from '../../util/lru-map';
import { passageKey } from '../../util/passage-key';
import { byteSize } from '../token-vectors';

/** The vectors of passages that were encoded before. */
export interface PassageVectors {
  has(passage: PassageText): boolean;
  get(passage: PassageText): EncodedPassage | undefined;
  set(passage: PassageText, entry: EncodedPassage): void;
}

export class VectorCache implements PassageVectors {
  readonly #entries: LruMap<EncodedPassage>;
  #vectorBytes = 0;

  /** @param budget bytes of vectors and keys to keep; 0 keeps none. */
  constructor(budget: number) {
    const onRemove = (_: string, { vectors }: EncodedPassage) => (this.#vectorBytes -= byteSize(vectors));
    this.#entries = new LruMap({ budget, sizeOf: entryBytes, onRemove });
  }

  /** The bytes that count against the budget: those of vectors and keys. */
  get bytes(): number {
    return this.#entries.used;
  }

  /** The bytes of the vectors alone. */
  get vectorBytes(): number {
    return this.#vectorBytes;
  }

  get size(): number {
    return this.#entries.size;
  }

  /** Does not count as a use. */
  has(passage: PassageText): boolean {
    return this.#entries.has(passageKey(passage));
  }

  delete(passage: PassageText): void {
    this.#entries.delete(passageKey(passage));
  }

  get(passage: PassageText): EncodedPassage | undefined {
    return this.#entries.get(passageKey(passage));
  }

  /** Drops the entry of the passage with this key (`passageKey`), if there is one. */
  forget(key: string): void {
    this.#entries.delete(key);
  }

  /** Keeps the entry, unless it alone exceeds the budget. */
  set(passage: PassageText, entry: EncodedPassage): void {
    if (this.#entries.set(passageKey(passage), entry)) this.#vectorBytes += byteSize(entry.vectors);
  }
}

/** A view of a cache that counts the hits and misses of one job. */
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
