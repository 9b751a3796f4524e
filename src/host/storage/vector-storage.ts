/**
 * @file Passage vectors in IndexedDB. The key covers the passage and what computed it: weights, depth, engine build,
 * token limit.
 */
import type { EncodedPassage, PassageText } from '../../engine/engine';
import { byteSize } from '../../engine/token-vectors';
import type { TokenVectors } from '../../engine/token-vectors';
import type { LoadRequest } from '../../protocol/host-api';
import { passageKey } from '../../util/passage-key';
import { VECTOR_DATABASE } from '../../util/storage-names';
import type { TestedEngine } from '../engines/create-tested-engine';
import type { Environment } from '../platform/environment';
import { openEntries } from './indexed-entries';
import type { StorageNotes } from './indexed-entries';
import { canStore, namespaceOf } from './storage-namespace';

export interface VectorStorage {
  /** Returns the stored entry of each passage, in order. */
  read(passages: readonly PassageText[]): Promise<(EncodedPassage | undefined)[]>;
  /** Whether each passage has a stored entry. */
  has(passages: readonly PassageText[]): Promise<boolean[]>;
  /** Notes that a page has deleted the entries of passages with these keys (`passageKey`). */
  forget(keys: readonly string[]): Promise<void>;
  /** Stores entries, and deletes the oldest ones if the budget is exceeded. */
  write(entries: readonly (readonly [PassageText, EncodedPassage])[]): Promise<void>;
  /** Deletes the entries of passages, those of every model. */
  remove(passages: readonly PassageText[]): Promise<void>;
}

/** Returns undefined if vectors must not or cannot be stored, or the model has none. */
export async function openVectorStorage(
  request: Pick<LoadRequest, 'cache' | 'vectorStorageBytes'>,
  env: Pick<Environment, 'indexedDB'>,
  tested: Pick<TestedEngine, 'parts' | 'engine'>,
  notes: StorageNotes,
): Promise<VectorStorage | undefined> {
  const { abilities } = tested.parts.card;
  const encodes = abilities.includes('embedTokens') || abilities.includes('embed');
  if (!canStore(request, env, tested) || !encodes) return undefined;
  const entries = await openEntries<EncodedPassage>({
    database: VECTOR_DATABASE,
    what: 'passage vectors',
    notes,
    read: readVectors,
    namespace: namespaceOf(tested),
    budget: request.vectorStorageBytes,
    sizeOf: ({ vectors }) => byteSize(vectors),
  });
  return (
    entries && {
      read: (passages) => entries.read(passages.map(passageKey)),
      forget: (keys) => entries.forget(keys),
      has: (passages) => entries.has(passages.map(passageKey)),
      remove: (passages) => entries.remove(passages.map(passageKey)),
      write: (written) =>
        entries.write(
          written.map(([passage, { vectors, truncatedTokens }]) => [passageKey(passage), { vectors, truncatedTokens }]),
        ),
    }
  );
}

/** Returns undefined for an entry that is incomplete. */
function readVectors({ vectors, truncatedTokens = NaN }: Partial<EncodedPassage>): EncodedPassage | undefined {
  if (!vectors || !Number.isInteger(truncatedTokens)) return undefined;
  const { rows, dimensions, bits, components, scales, pooled } = vectors as Partial<TokenVectors>;
  const isComplete =
    components?.length === (rows! * dimensions! * bits!) / 8 && scales?.length === rows && pooled instanceof Int8Array;
  return isComplete ? { vectors, truncatedTokens } : undefined;
}
