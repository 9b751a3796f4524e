/** @file The cards of the models in the package, compiled in: no request before the first one that matters. */
import base from '../../public/models/base/card.json';
import fast from '../../public/models/fast/card.json';
import smallLm from '../../public/models/small-lm/card.json';
import type { ModelCard } from './card';
import { parseCard } from './parse-card';

export const embeddedModels: Readonly<Record<string, ModelCard>> = {
  base: parseCard(base),
  fast: parseCard(fast),
  'small-lm': parseCard(smallLm),
};
