/** @file Passage vectors that outlive the page, under what computed them (weights, depth, engine build, token limit) and the passage. */
import type { EncodedPassage, PassageText } from '../../engine/engine';
import { byteSize } from '../../engine/token-vectors';
import type { TokenVectors } from '../../engine/token-vectors';
import type { LoadRequest } from '../../protocol/host-api';
import { passageKey } from '../../util/passage-key';
import { VECTOR_DATABASE } from '../../util/storage-names';
import type { Candidate } from '../engines/create-candidate';
import type { Environment } from '../platform/environment';
import { openEntries } from './indexed-entries';
import { canStore, spaceOf } from './storage-space';

export interface VectorStorage {
  /** What is stored of `passages`, by place. */
  read(passages: readonly PassageText[]): Promise<(EncodedPassage | undefined)[]>;
  /** Keeps what was computed, and drops the oldest where the budget is full. */
  write(entries: readonly (readonly [PassageText, EncodedPassage])[]): Promise<void>;
}

/** `undefined` where nothing is to be kept, or nothing can be. */
export async function openVectorStorage(
  request: Pick<LoadRequest, 'cache' | 'vectorStorageBytes'>,
  env: Pick<Environment, 'indexedDB'>,
  candidate: Pick<Candidate, 'blueprint' | 'engine'>,
  warn: (message: string) => void,
): Promise<VectorStorage | undefined> {
  const { abilities } = candidate.blueprint.card;
  const encodes = abilities.includes('embedTokens') || abilities.includes('embed');
  if (!canStore(request, env, candidate) || !encodes) return undefined;
  const entries = await openEntries<EncodedPassage>({
    ...{ database: VECTOR_DATABASE, what: 'passage vectors', warn, read: whole },
    space: spaceOf(candidate),
    budget: request.vectorStorageBytes,
    sizeOf: ({ vectors }) => byteSize(vectors),
  });
  return (
    entries && {
      read: (passages) => entries.read(passages.map(passageKey)),
      write: (some) =>
        entries.write(
          some.map(([passage, { vectors, truncatedTokens }]) => [passageKey(passage), { vectors, truncatedTokens }]),
        ),
    }
  );
}

function whole({ vectors, truncatedTokens = NaN }: Partial<EncodedPassage>): EncodedPassage | undefined {
  if (!vectors || !Number.isInteger(truncatedTokens)) return undefined;
  const { rows, dimensions, bits, components, scales, pooled } = vectors as Partial<TokenVectors>;
  const isWhole =
    components?.length === (rows! * dimensions! * bits!) / 8 && scales?.length === rows && pooled instanceof Int8Array;
  return isWhole ? { vectors, truncatedTokens } : undefined;
}
