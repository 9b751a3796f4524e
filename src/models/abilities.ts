/** @file What a card may say that its model can do, and how its outputs are read: words that cards and engines share. */

/** One joint pass a pair, vectors (of tokens, pooled alone), weights of exact terms; the others are of causal language models. */
export const ABILITIES = [
  ...(['classify', 'embedTokens', 'embed', 'termWeights'] as const),
  ...(['nextTokenLogits', 'logLikelihood', 'generate', 'attend'] as const),
] as const;
export type Ability = (typeof ABILITIES)[number];

/** An attention head: layer and head, from 0. */
export type Head = readonly [layer: number, head: number];

/** Which of a head's labels is relevance, and what it stands against. */
export type RelevanceLabel = {
  /** Column, from 0. Default: the last. */
  readonly label?: number;
  /**
   * What the labels were trained as: `softmax`, one against the others, whose log-odds are the score; or `independent`, each by
   * itself, whose logit is. Default `independent`.
   */
  readonly trained?: 'softmax' | 'independent';
};

/** Bits that a component of a kept token vector takes. */
export type VectorBits = 8 | 4;
