/** @file Overrides fields of a card. A field is replaced as a whole, and later overrides win over earlier ones. */
import type { ModelCard } from './card';
import { parseCard } from './parse-card';

/** Fields that replace those of a model's card. */
export type CardOverrides = Partial<Omit<ModelCard, 'format'>>;

/** The card with all `changes` applied in order. @throws TypeError that names the first invalid field */
export function applyCardOverrides(card: ModelCard, ...changes: readonly CardOverrides[]): ModelCard {
  return parseCard(Object.assign({}, card, ...changes) as unknown);
}

/** @deprecated Use `CardOverrides`. */
export type CardChanges = CardOverrides;
