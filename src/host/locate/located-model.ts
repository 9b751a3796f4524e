/** @file A model whose card and file URLs are known. */
import type { ModelCard } from '../../models/card';

export type LocatedModel = {
  readonly card: ModelCard;
  /** Returns the absolute URL of a file, given its path in the card. */
  readonly urlOf: (path: string) => string;
};
