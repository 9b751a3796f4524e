/** @file Every way of ranking, by name. Adding one: its file, its line here, its test. */
import type { Ability } from '../engine/engine';
import { RerankError } from '../errors';
import type { ModelCard } from '../models/card';
import { crossEncoder } from './cross-encoder';
import { lateInteraction } from './late-interaction';
import type { Method } from './method';

export const methods: readonly Method[] = [lateInteraction, crossEncoder];

/**
 * The method named, or the card's own for `auto`, once the model has the abilities it needs.
 *
 * @throws RerankError `unknown-method`, or `method-unsupported` with the missing `ability`
 */
export function resolveMethod(name: string, card: ModelCard): Method {
  const wanted = name === 'auto' ? card.method : name;
  const method = methods.find((each) => each.name === wanted);
  if (!method) {
    const known = methods.map((each) => each.name).join(', ');
    throw new RerankError('unknown-method', `Expected \`method\` to be one of auto, ${known}, got \`${wanted}\``);
  }
  const ability = method.needs.find((each: Ability) => !card.abilities.includes(each));
  if (ability === undefined) return method;
  throw new RerankError(
    'method-unsupported',
    `The method ${method.name} needs ${ability}, which ${card.name} does not have`,
    {
      details: { ability },
    },
  );
}
