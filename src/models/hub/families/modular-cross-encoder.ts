/** @file Cross-encoders whose head is stored as modules of Sentence Transformers, as Ettin's rerankers have it. */
import { hasHeadModules } from '../head-modules';
import { crossEncoder } from './cross-encoder';
import type { ModelFamily } from './family';

export const modularCrossEncoder: ModelFamily = {
  name: 'modular-cross-encoder',
  matches: hasHeadModules,
  card: (id, files) => crossEncoder.card(id, files),
};
