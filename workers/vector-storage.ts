/**
 * @file Passage vectors that outlive the page: IndexedDB, oldest out first, within a byte budget over all models.
 *
 * A key is what computed the vectors (weights, depth, engine build, token limit) and the SHA-256 of title and text, so that nothing stale or
 * foreign is ever found. Storage never stops a ranking: what fails is warned of, and the vectors live in memory alone.
 */
import { openDB } from 'idb';
import type { DBSchema, IDBPDatabase } from 'idb';
import type { EncodedPassage, PassageText } from '../src/engine/engine';
import { byteSize } from '../src/engine/token-vectors';
import type { TokenVectors } from '../src/engine/token-vectors';
import { keyOf } from '../src/util/passage-key';
import { VECTOR_DATABASE } from '../src/util/storage-names';
import { depthsOf } from '../src/models/exits';
import type { LoadRequest } from '../src/protocol/host-api';
import type { Candidate } from './candidate';
import type { Environment } from './environment';

type Kept = EncodedPassage & { readonly bytes: number; readonly used: number };

interface Schema extends DBSchema {
  vectors: { key: [space: string, hash: string]; value: Kept; indexes: { used: number } };
  totals: { key: 'bytes'; value: number };
}

export interface VectorStorage {
  /** What is stored of `passages`, by place. */
  read(passages: readonly PassageText[]): Promise<(EncodedPassage | undefined)[]>;
  /** Keeps what was computed, and drops the oldest where the budget is full. */
  write(entries: readonly (readonly [PassageText, EncodedPassage])[]): Promise<void>;
}

/** `undefined` where nothing is to be kept, or nothing can be. */
export async function openVectorStorage(
  { cache, vectorStorageBytes }: Pick<LoadRequest, 'cache' | 'vectorStorageBytes'>,
  { indexedDB }: Pick<Environment, 'indexedDB'>,
  candidate: Pick<Candidate, 'blueprint' | 'engine'>,
  warn: (message: string) => void,
): Promise<VectorStorage | undefined> {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  if (cache === 'memory' || vectorStorageBytes === 0 || !indexedDB || !subtle) return undefined;
  const { abilities } = candidate.blueprint.card;
  if (!abilities.includes('embedTokens') && !abilities.includes('embed')) return undefined;
  let closed = false;
  try {
    const database = await openDB<Schema>(VECTOR_DATABASE, 1, {
      upgrade(db) {
        db.createObjectStore('vectors').createIndex('used', 'used');
        db.createObjectStore('totals');
      },
      // Another tab wants a newer layout, or deletes all: let it, and keep nothing from here on.
      blocking: () => {
        closed = true;
        database.close();
      },
    });
    const known = new Set(
      (await database.getAllKeys('vectors', spaceRange(spaceOf(candidate)))).map(([, hash]) => hash),
    );
    return new IndexedVectors({
      ...{ database, known, space: spaceOf(candidate), budget: vectorStorageBytes, warn },
      isClosed: () => closed,
    });
  } catch (cause) {
    warn(`IndexedDB cannot be used (${String(cause)}): passage vectors are kept in memory only`);
    return undefined;
  }
}

type Parts = {
  readonly database: IDBPDatabase<Schema>;
  /** Hashes that are stored, as far as this worker has seen: most first looks need no storage at all. */
  readonly known: Set<string>;
  readonly space: string;
  readonly budget: number;
  /** Whether somebody else has taken the database over. */
  readonly isClosed: () => boolean;
  readonly warn: (message: string) => void;
};

class IndexedVectors implements VectorStorage {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  read(passages: readonly PassageText[]): Promise<(EncodedPassage | undefined)[]> {
    const { database, known, space, isClosed } = this.#parts;
    return this.#guarded(
      'read',
      passages.map(() => undefined),
      async () => {
        if (known.size === 0 || isClosed()) return passages.map(() => undefined);
        const hashes = await Promise.all(passages.map(hashOf));
        const { store } = database.transaction('vectors');
        return Promise.all(
          hashes.map(async (hash) => (known.has(hash) ? fresh(await store.get([space, hash])) : undefined)),
        );
      },
    );
  }

  write(entries: readonly (readonly [PassageText, EncodedPassage])[]): Promise<void> {
    const { database, known, space, budget, isClosed } = this.#parts;
    return this.#guarded('written', undefined, async () => {
      if (isClosed()) return;
      const hashes = await Promise.all(entries.map(([passage]) => hashOf(passage)));
      const transaction = database.transaction(['vectors', 'totals'], 'readwrite');
      const [vectors, totals] = [transaction.objectStore('vectors'), transaction.objectStore('totals')];
      let bytes = (await totals.get('bytes')) ?? 0;
      const used = Date.now();
      for (const [place, [, { vectors: own, truncatedTokens }]] of entries.entries()) {
        const key: [string, string] = [space, hashes[place]!];
        const before = await vectors.get(key);
        const size = byteSize(own);
        bytes += size - (before?.bytes ?? 0);
        await vectors.put({ vectors: own, truncatedTokens, bytes: size, used }, key);
        known.add(hashes[place]!);
      }
      let oldest = bytes > budget ? await vectors.index('used').openCursor() : null;
      while (oldest && bytes > budget) {
        bytes -= oldest.value.bytes;
        known.delete(oldest.primaryKey[1]);
        await oldest.delete();
        oldest = await oldest.continue();
      }
      await totals.put(Math.max(0, bytes), 'bytes');
      await transaction.done;
    });
  }

  async #guarded<T>(what: string, otherwise: T, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (cause) {
      this.#parts.warn(`Stored passage vectors cannot be ${what} (${String(cause)})`);
      return otherwise;
    }
  }
}

/** What the numbers of a vector depend on, beside its text. */
function spaceOf({ blueprint, engine }: Pick<Candidate, 'blueprint' | 'engine'>): string {
  const { card, variant } = blueprint;
  const files = [card.tokenizer, ...variant.data, ...variant.graphs].map(({ sha256 }) => sha256.slice(0, 16)).join('-');
  const depth = depthsOf(card).at(-1) ?? 'whole';
  // A hub tells no hash of small files; what they say of the readout is in the card.
  const told = card.readout
    ? `${card.name}/${card.provenance.join()}/${JSON.stringify([card.template, card.readout])}/`
    : '';
  return `${told}${files}/${depth}/${card.limits.passage}/${card.vectorBits ?? 8}/${engine.build}/${variant.device}-${variant.dtype}`;
}

function spaceRange(space: string): IDBKeyRange {
  return IDBKeyRange.bound([space], [space, []]);
}

async function hashOf(passage: PassageText): Promise<string> {
  const bytes = new TextEncoder().encode(keyOf(passage));
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return btoa(String.fromCharCode(...digest));
}

/** Only what a ranking reads: what was kept beside it stays behind. Nothing where the entry is not what was written. */
function fresh(kept: Kept | undefined): EncodedPassage | undefined {
  const { vectors, truncatedTokens = NaN } = (kept ?? {}) as Partial<Kept>;
  if (!vectors || !Number.isInteger(truncatedTokens)) return undefined;
  const { rows, dimensions, bits, components, scales, pooled } = vectors as Partial<TokenVectors>;
  const whole =
    components?.length === (rows! * dimensions! * bits!) / 8 && scales?.length === rows && pooled instanceof Int8Array;
  return whole ? { vectors, truncatedTokens } : undefined;
}
