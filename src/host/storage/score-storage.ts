/**
 * @file Scores of pairs that outlive the page, under what computed them: the model's space, its limits, its prompts, the method, and the
 * instruction, query and passage, of which a hash is kept alone.
 */
import type { ModelCard } from '../../models/card';
import { prompts } from '../../prompts/all-prompts';
import type { LoadRequest } from '../../protocol/host-api';
import type { Method, PassageScore } from '../../methods/contract/method';
import { SCORE_DATABASE } from '../../util/storage-names';
import type { Candidate } from '../engines/create-candidate';
import type { Environment } from '../platform/environment';
import { hashOf, openEntries } from './indexed-entries';
import type { IndexedEntries } from './indexed-entries';
import { canStore, spaceOf } from './storage-space';

export type PairScore = Pick<PassageScore, 'logit' | 'truncatedTokens'>;
export type ScoreStorage = IndexedEntries<PairScore>;

/** About what an entry takes with its key. */
const ENTRY_BYTES = 256;
/** Of all models together: some thirty thousand scores. */
const BUDGET = 8 * 2 ** 20;

/** `undefined` where nothing is to be kept, or nothing can be. */
export async function openScoreStorage(
  request: Pick<LoadRequest, 'cache' | 'vectorStorageBytes'>,
  env: Pick<Environment, 'indexedDB'>,
  candidate: Pick<Candidate, 'blueprint' | 'engine'>,
  method: Method,
  warn: (message: string) => void,
): Promise<ScoreStorage | undefined> {
  if (!canStore(request, env, candidate)) return undefined;
  return openEntries<PairScore>({
    ...{ database: SCORE_DATABASE, what: 'scores', warn, read: whole },
    space: await hashOf(JSON.stringify([spaceOf(candidate), method.name, readingOf(candidate.blueprint.card)])),
    budget: BUDGET,
    sizeOf: () => ENTRY_BYTES,
  });
}

/** How a model is asked, by its card or by us. */
function readingOf({ limits, template, chat, relevance, settings, instruction, prompts: own }: ModelCard) {
  return [limits, template, chat, relevance, settings, instruction, own, chat ? prompts : []];
}

function whole({ logit, truncatedTokens = NaN }: Partial<PairScore>): PairScore | undefined {
  return Number.isFinite(logit) && Number.isInteger(truncatedTokens) ? { logit: logit!, truncatedTokens } : undefined;
}
