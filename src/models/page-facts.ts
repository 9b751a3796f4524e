/** @file The fields of a card that the page needs to order and cut results, and to warn. */
import { DEFAULT_WEIGHT } from '../fusion/fuse';
import type { RerankerReport } from '../core/types';
import type { ModelCard } from './card';
import { fittedOf } from './exits';

type PageFacts = Pick<RerankerReport, 'languages' | 'fusion' | 'threshold' | 'instruction'>;

export function pageFacts(card: ModelCard): PageFacts {
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
export function fusionOf(card: ModelCard): PageFacts['fusion'] {
  return fittedOf(card).fusion ?? { weight: DEFAULT_WEIGHT };
}
