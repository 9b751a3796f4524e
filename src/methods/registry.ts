/** @file Every way of ranking, by name. Adding one: its file, its line here, its test. */
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
import { tsp } from './pairwise/tsp';
import { yesNo } from './pointwise/yes-no';

export const methods: readonly Method[] = [
  ...[lateInteraction, lateInteractionPruned, embedding, embeddingList, feedback, feedbackText, termMatch],
  ...[crossEncoder, yesNo, graded, criteria, queryLikelihood],
  ...[pairwiseAll, pairwiseHeapsort, pairwiseSliding, setwiseHeapsort, setwiseBubble, groupwise, elimination, tsp],
  ...[listwise, listwiseFull, listwiseScored, listwiseReasoning, firstToken, inContext],
];

/** Passages that a later stage ranks when nothing else is said. */
const DEFAULT_TOP = 20;

/**
 * The method named, the stages named as one method, or the card's own for `auto`, once the model has the abilities it needs.
 *
 * @throws RerankError `unknown-method`, or `method-unsupported` with the missing `ability`
 */
export function resolveMethod(wanted: string | readonly StageRequest[], card: ModelCard): Method {
  if (typeof wanted === 'string') return one(wanted, card);
  return multiStage(wanted.map(({ method, top = DEFAULT_TOP }) => ({ method: one(method, card), top })));
}

function one(name: string, card: ModelCard): Method {
  const wanted = name === 'auto' ? card.method : name;
  const method = methods.find((each) => each.name === wanted);
  if (!method) {
    const known = methods.map((each) => each.name).join(', ');
    throw new RerankError('unknown-method', `Expected \`method\` to be one of auto, ${known}, got \`${wanted}\``);
  }
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

/** Token vectors have a pooled one beside them. */
export function abilitiesOf({ abilities }: Pick<ModelCard, 'abilities'>): readonly Ability[] {
  return abilities.includes('embedTokens') ? [...abilities, 'embed'] : abilities;
}
