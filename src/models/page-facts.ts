/** @file What the page has to know of a card to order, to cut and to warn. */
import { DEFAULT_WEIGHT } from '../fusion/fuse';
import type { RerankerReport } from '../types';
import type { ModelCard } from './card';

type PageFacts = Pick<RerankerReport, 'languages' | 'fusion' | 'threshold'>;

export function pageFacts(card: ModelCard): PageFacts {
  const { languages, threshold } = card;
  return { languages, fusion: fusionOf(card), ...(threshold ? { threshold } : {}) };
}

/** The fitted share of the first stage, or the library's default. */
export function fusionOf({ fusion }: ModelCard): PageFacts['fusion'] {
  return fusion ?? { weight: DEFAULT_WEIGHT };
}
