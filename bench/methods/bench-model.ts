/** @file A model that the methods are measured with. */
import type { NodeRerankerOptions } from '../../src/cli/node-reranker';
import type { Ability } from '../../src/models/abilities';

export type BenchModel = {
  readonly name: string;
  /** The `model` option of the reranker: an embedded model's name, or a folder. */
  readonly model: string;
  /** The folder of the model's files. */
  readonly folder: string;
  readonly fingerprint: string;
  readonly abilities: readonly Ability[];
  /** False for random weights, which show that a method runs but not its quality. */
  readonly trained: boolean;
  /** Further options of the reranker. */
  readonly how?: Pick<NodeRerankerOptions, 'runBy' | 'dtype'>;
};
