/** @file The cards of the models in the package. They are compiled in, so that they need no request. */
import base from '../../public/models/base/card.json';
import fast from '../../public/models/fast/card.json';
import type { ModelCard } from './card';
import { parseCard } from './parse-card';

export const embeddedModels: Readonly<Record<string, ModelCard>> = {
  base: parseCard(base),
  fast: parseCard(fast),
};
