/** @file The fields of a card that the page needs to order and cut results, and to warn. */
import { DEFAULT_WEIGHT } from '../fusion/fuse';
import type { CardFacts } from '../core/report';
import type { ModelCard } from './card';
import { fittedOf } from './exits';

export function pageFacts(card: ModelCard): CardFacts {
  const { threshold } = fittedOf(card);
  const { languages, instruction } = card;
  return {
    languages,
    fusion: fusionOf(card),
    ...(threshold ? { threshold } : {}),
    ...(instruction === undefined ? {} : { instruction }),
  };
}

/** The fitted weight of the first stage, or the library's default. */
export function fusionOf(card: ModelCard): CardFacts['fusion'] {
  return fittedOf(card).fusion ?? { weight: DEFAULT_WEIGHT };
}
