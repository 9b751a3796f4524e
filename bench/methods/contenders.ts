/**
 * @file The measured methods, as data: every method of the registry, the kind of model that it needs, and how many
 * passages it gets.
 */
import type { Method, MethodFamily } from '../../src/methods/contract/method';
import { methods } from '../../src/methods/registry';

/** The families of the registry's methods, in its order. */
export const FAMILIES: readonly MethodFamily[] = [...new Set(methods.map(({ family }) => family))];

/** The kind of model that a method needs; `models.ts` names the model. */
export type ModelKind = 'encoder' | 'term weights' | 'cross-encoder' | 'language model' | 'writer';

export type Contender = {
  readonly name: string;
  readonly family: MethodFamily;
  readonly modelKind: ModelKind;
  /** The largest number of candidates that it ranks, where that is below the run's `--depth`. */
  readonly maxCandidates?: number;
  /** The number of tokens to which passages are cut. Absent: as many as the model reads. */
  readonly passageTokens?: number;
  /** Whether the prompt holds the first-stage scores. */
  readonly readsFirstStage: boolean;
};

/** Methods with N (N − 1) model calls. */
const QUADRATIC = ['pairwise-all'];

/** The tokens of a passage in prompts with one passage, and in prompts with several. */
export const PASSAGE_TOKENS = { one: 96, several: 48 } as const;

export const contenders: readonly Contender[] = methods.map((method) => {
  const modelKind = modelKindOf(method);
  return {
    name: method.name,
    family: method.family,
    modelKind,
    ...(QUADRATIC.includes(method.name) && { maxCandidates: 10 }),
    ...(['cross-encoder', 'language model', 'writer'].includes(modelKind) && {
      passageTokens: PASSAGE_TOKENS[method.family === 'pointwise' ? 'one' : 'several'],
    }),
    readsFirstStage: method.name === 'listwise-scored',
  };
});

function modelKindOf({ needs }: Method): ModelKind {
  if (needs.includes('termWeights')) return 'term weights';
  if (needs.includes('classify')) return 'cross-encoder';
  if (needs.includes('generate')) return 'writer';
  return needs.some((need) => need === 'embed' || need === 'embedTokens') ? 'encoder' : 'language model';
}
