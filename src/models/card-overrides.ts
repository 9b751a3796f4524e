/** @file A card with what somebody knows better: fields as a whole, a later wish before an earlier one. */
import type { ModelCard } from './card';
import { parseCard } from './parse-card';

/** Fields of a card that take the place of what was found out. */
export type CardOverrides = Partial<Omit<ModelCard, 'format'>>;

/** @throws TypeError that names the first field that is wrong */
export function applyCardOverrides(card: ModelCard, ...changes: readonly CardOverrides[]): ModelCard {
  return parseCard(Object.assign({}, card, ...changes) as unknown);
}

/** @deprecated Use `CardOverrides`. */
export type CardChanges = CardOverrides;
