/**
 * @file Pair scores in IndexedDB. The key covers everything that a score depends on: the model's files, limits and
 * prompts, the method, and a hash of the instruction, query and passage.
 */
import type { ModelCard } from '../../models/card';
import { prompts } from '../../prompts/all-prompts';
import type { LoadRequest } from '../../protocol/host-api';
import type { Method, PassageScore } from '../../methods/contract/method';
import { SCORE_DATABASE } from '../../util/storage-names';
import type { TestedEngine } from '../engines/create-tested-engine';
import type { Environment } from '../platform/environment';
import { hashOf } from '../../util/checksum';
import { openEntries } from './indexed-entries';
import type { IndexedEntries, StorageNotes } from './indexed-entries';
import { canStore, namespaceOf } from './storage-namespace';

export type PairScore = Pick<PassageScore, 'logit' | 'truncatedTokens'>;
export type ScoreStorage = IndexedEntries<PairScore>;

/** The approximate size of an entry with its key. */
const ENTRY_BYTES = 256;
/** In bytes, for all models together: about thirty thousand scores. */
const BUDGET = 8 * 2 ** 20;

/** Returns undefined if scores must not or cannot be stored. */
export async function openScoreStorage(
  request: Pick<LoadRequest, 'cache' | 'vectorStorageBytes'>,
  env: Pick<Environment, 'indexedDB'>,
  tested: Pick<TestedEngine, 'parts' | 'engine'>,
  { method, notes }: { readonly method: Method; readonly notes: StorageNotes },
): Promise<ScoreStorage | undefined> {
  if (!canStore(request, env, tested)) return undefined;
  return openEntries<PairScore>({
    database: SCORE_DATABASE,
    what: 'scores',
    notes,
    read: readScore,
    namespace: await hashOf(JSON.stringify([namespaceOf(tested), method.name, promptSettings(tested.parts.card)])),
    budget: BUDGET,
    sizeOf: () => ENTRY_BYTES,
  });
}

/** The inputs of a model beside its texts: fields of its card, and the library's prompts. */
function promptSettings({ limits, template, chat, relevance, settings, instruction, prompts: own }: ModelCard) {
  return [limits, template, chat, relevance, settings, instruction, own, chat ? prompts : []];
}

function readScore({ logit, truncatedTokens = NaN }: Partial<PairScore>): PairScore | undefined {
  return Number.isFinite(logit) && Number.isInteger(truncatedTokens) ? { logit: logit!, truncatedTokens } : undefined;
}
