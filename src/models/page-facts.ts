/** @file What the page has to know of a card to order, to cut and to warn. */
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

/** The fitted share of the first stage, or the library's default. */
export function fusionOf(card: ModelCard): PageFacts['fusion'] {
  return fittedOf(card).fusion ?? { weight: DEFAULT_WEIGHT };
}
