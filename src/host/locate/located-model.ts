/** @file A model that was found: its card, and where its files are. */
import type { ModelCard } from '../../models/card';

export type LocatedModel = {
  readonly card: ModelCard;
  /** The absolute URL of a file of the model, by its path in the card. */
  readonly urlOf: (path: string) => string;
};
