/** @file What is measured, as data: every method of the registry, what kind of model serves it, and how much of a query's list it sees. */
import type { Method } from '../../src/methods/contract/method';
import { methods } from '../../src/methods/registry';

/** As docs/methods.md groups them. */
export const KINDS = ['with vectors', 'one passage at a time', 'a few at a time', 'a list at once'] as const;
export type Kind = (typeof KINDS)[number];

/** What a model has to be; which one that is, `models.ts` says. */
export type ModelKind = 'encoder' | 'term weights' | 'cross-encoder' | 'language model' | 'writer';

export type Contender = {
  readonly name: string;
  readonly kind: Kind;
  readonly modelKind: ModelKind;
  /** Candidates that it ranks, where that is fewer than the run's `--depth`. */
  readonly most?: number;
  /** Tokens of a passage that it is given. Absent: as many as the model reads. */
  readonly passageTokens?: number;
  /** Whether the prompt holds the first stage's scores. */
  readonly hearsFirstStage: boolean;
};

/** They ask N (N − 1) times. */
const EVERY_PAIR = ['pairwise-all', 'tsp'];

/** Prompts of several passages hold less of each. */
export const PASSAGE_TOKENS: Readonly<Record<Kind, number>> = {
  'with vectors': 256,
  'one passage at a time': 96,
  'a few at a time': 48,
  'a list at once': 48,
};

const AT_ONCE = ['listwise', 'listwise-full', 'listwise-scored', 'listwise-reasoning', 'first-token', 'in-context'];

export const contenders: readonly Contender[] = methods.map((method) => {
  const kind = kindOf(method);
  const modelKind = modelKindOf(method);
  return {
    name: method.name,
    kind,
    modelKind,
    ...(EVERY_PAIR.includes(method.name) && { most: 10 }),
    ...(['cross-encoder', 'language model', 'writer'].includes(modelKind) && { passageTokens: PASSAGE_TOKENS[kind] }),
    hearsFirstStage: method.name === 'listwise-scored',
  };
});

function modelKindOf({ needs }: Method): ModelKind {
  if (needs.includes('termWeights')) return 'term weights';
  if (needs.includes('classify')) return 'cross-encoder';
  if (needs.includes('generate')) return 'writer';
  return needs.some((need) => need === 'embed' || need === 'embedTokens') ? 'encoder' : 'language model';
}

function kindOf(method: Method): Kind {
  if (['encoder', 'term weights'].includes(modelKindOf(method))) return 'with vectors';
  if (method.scoreKind === 'pair') return 'one passage at a time';
  return AT_ONCE.includes(method.name) ? 'a list at once' : 'a few at a time';
}
