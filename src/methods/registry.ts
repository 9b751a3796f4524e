/** @file Every ranking method, in the order of the documentation. docs/adding-a-method.md describes how to add one. */
import type { Ability } from '../models/abilities';
import { RerankError } from '../core/errors';
import type { ModelCard } from '../models/card';
import type { StageRequest } from '../core/types';
import { criteria } from './pointwise/criteria';
import { crossEncoder } from './pointwise/cross-encoder';
import { elimination } from './setwise/elimination';
import { embedding } from './bi-encoder/embedding';
import { embeddingList } from './bi-encoder/embedding-list';
import { feedback } from './bi-encoder/feedback';
import { feedbackText } from './bi-encoder/feedback-text';
import { firstToken } from './listwise/first-token';
import { graded } from './pointwise/graded';
import { groupwise } from './listwise/groupwise';
import { inContext } from './listwise/in-context';
import { lateInteraction } from './bi-encoder/late-interaction';
import { lateInteractionPruned } from './bi-encoder/late-interaction-pruned';
import { listwise } from './listwise/listwise';
import { listwiseFull } from './listwise/listwise-full';
import { listwiseReasoning } from './listwise/listwise-reasoning';
import { listwiseScored } from './listwise/listwise-scored';
import type { Method } from './contract/method';
import { pairwiseAll } from './pairwise/pairwise-all';
import { pairwiseHeapsort } from './pairwise/pairwise-heapsort';
import { pairwiseSliding } from './pairwise/pairwise-sliding';
import { queryLikelihood } from './pointwise/query-likelihood';
import { setwiseBubble } from './setwise/setwise-bubble';
import { setwiseHeapsort } from './setwise/setwise-heapsort';
import { multiStage } from './multi-stage';
import { termMatch } from './bi-encoder/term-match';
import { yesNo } from './pointwise/yes-no';

/** One line per family. */
export const methods: readonly Method[] = [
  ...[lateInteraction, lateInteractionPruned, embedding, embeddingList, feedback, feedbackText, termMatch],
  ...[crossEncoder, yesNo, graded, criteria, queryLikelihood],
  ...[pairwiseAll, pairwiseHeapsort, pairwiseSliding],
  ...[setwiseHeapsort, setwiseBubble, elimination],
  ...[listwise, listwiseFull, listwiseScored, listwiseReasoning, groupwise, firstToken, inContext],
];

/**
 * Methods of former versions, and the one to use instead.
 *
 * `tsp` took the heaviest path through all passages, whose edges were pairwise answers (Li et al. 2024, TSPRank). The
 * paper learns scores of neighbours for it. Answers of a model that was not trained so leave many paths equally heavy,
 * or reward large steps. With simulated judges in 24 settings, Kendall's tau of the path is .07 to .50 below that of
 * the share of wins for the same calls, with the best of four kinds of edges: answers, probabilities, their logarithms,
 * and those of the mean logit.
 */
const RETIRED: Readonly<Record<string, string>> = { tsp: 'pairwise-all' };

/** The number of passages that a later stage ranks by default. */
const DEFAULT_TOP = 20;

/**
 * Returns the requested method, or the requested stages as one method; `auto` is the method that the card names.
 *
 * @throws RerankError `unknown-method`, or `method-unsupported` with the missing `ability`
 */
export function resolveMethod(requested: string | readonly StageRequest[], card: ModelCard): Method {
  if (typeof requested === 'string') return findMethod(requested, card);
  return multiStage(requested.map(({ method, top = DEFAULT_TOP }) => ({ method: findMethod(method, card), top })));
}

function findMethod(name: string, card: ModelCard): Method {
  const requested = name === 'auto' ? card.method : name;
  const method = methods.find((each) => each.name === requested);
  if (!method) throw unknownMethod(requested);
  const abilities = abilitiesOf(card);
  const ability = method.needs.find((each) => !abilities.includes(each));
  if (ability === undefined) return method;
  throw new RerankError(
    'method-unsupported',
    `The method ${method.name} needs ${ability}, which ${card.name} does not have`,
    {
      details: { ability },
    },
  );
}

function unknownMethod(requested: string): RerankError {
  const known = methods.map(({ name }) => name).join(', ');
  const instead = Object.hasOwn(RETIRED, requested) ? `, which was replaced by ${RETIRED[requested]}` : '';
  return new RerankError(
    'unknown-method',
    `Expected \`method\` to be one of auto, ${known}, got \`${requested}\`${instead}`,
  );
}

/** Returns the abilities of the card; a model with token vectors has a pooled vector as well. */
export function abilitiesOf({ abilities }: Pick<ModelCard, 'abilities'>): readonly Ability[] {
  return abilities.includes('embedTokens') ? [...abilities, 'embed'] : abilities;
}
