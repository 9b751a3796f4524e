/** @file Every way of ranking, by name. Adding one: its file, its line here, its test. */
import type { Ability } from '../engine/engine';
import { RerankError } from '../errors';
import type { ModelCard } from '../models/card';
import type { StageRequest } from '../types';
import { criteria } from './criteria';
import { crossEncoder } from './cross-encoder';
import { elimination } from './elimination';
import { embedding } from './embedding';
import { embeddingList } from './embedding-list';
import { feedback } from './feedback';
import { feedbackText } from './feedback-text';
import { firstToken } from './first-token';
import { graded } from './graded';
import { groupwise } from './groupwise';
import { inContext } from './in-context';
import { lateInteraction } from './late-interaction';
import { lateInteractionPruned } from './late-interaction-pruned';
import { listwise } from './listwise';
import { listwiseFull } from './listwise-full';
import { listwiseReasoning } from './listwise-reasoning';
import { listwiseScored } from './listwise-scored';
import type { Method } from './method';
import { pairwiseAll } from './pairwise-all';
import { pairwiseHeapsort } from './pairwise-heapsort';
import { pairwiseSliding } from './pairwise-sliding';
import { queryLikelihood } from './query-likelihood';
import { setwiseBubble } from './setwise-bubble';
import { setwiseHeapsort } from './setwise-heapsort';
import { inStages } from './stages';
import { termMatch } from './term-match';
import { tsp } from './tsp';
import { yesNo } from './yes-no';

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
  return inStages(wanted.map(({ method, top = DEFAULT_TOP }) => ({ method: one(method, card), top })));
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
