/** @file The model families, in the order in which they are asked. */
import type { HubFiles } from '../hub-files';
import { causal } from './causal';
import { causalClassifier } from './causal-classifier';
import { crossEncoder } from './cross-encoder';
import { architectureOf } from './family';
import type { ModelFamily } from './family';
import { lateInteraction } from './late-interaction';
import { modularCrossEncoder } from './modular-cross-encoder';
import { sentenceEncoder } from './sentence-encoder';

/**
 * The first family that matches is taken. Families that are recognised by files of their own come before those that are
 * recognised by the architecture, because sentence encoders and late-interaction models are made of any architecture.
 */
export const MODEL_FAMILIES: readonly ModelFamily[] = [
  lateInteraction,
  modularCrossEncoder,
  sentenceEncoder,
  causalClassifier,
  crossEncoder,
  causal,
];

/** @throws TypeError if no family matches the files of the repository `id` */
export function familyOf(id: string, files: HubFiles): ModelFamily {
  const family = MODEL_FAMILIES.find((each) => each.matches(files));
  if (family) return family;
  const names = MODEL_FAMILIES.map(({ name }) => name).join(', ');
  const got = architectureOf(files) || 'none';
  throw new TypeError(`Expected ${id} to be of one of the model families ${names}, got the architecture ${got}`);
}
