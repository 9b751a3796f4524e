/**
 * @file The abilities that a card declares, and how a model's outputs are read. Cards and engines share these types.
 */

/**
 * `classify`: one joint pass for each pair. `embedTokens`, `embed`: token vectors, or only pooled vectors.
 * `termWeights`: weights of exact terms. The others are abilities of causal language models.
 */
export const ABILITIES = [
  ...(['classify', 'embedTokens', 'embed', 'termWeights'] as const),
  ...(['nextTokenLogits', 'logLikelihood', 'generate', 'attend'] as const),
] as const;
export type Ability = (typeof ABILITIES)[number];

/** An attention head by its layer and its index in the layer, both from 0. */
export type Head = readonly [layer: number, head: number];

/** Which label of a classification head means relevance, and how its logit is read. */
export type RelevanceLabel = {
  /** Index of the label, from 0. Default: the last. */
  readonly label?: number;
  /**
   * How the labels were trained. `softmax`: as alternatives, so the score is the log-odds of the label. `independent`:
   * each on its own, so the score is its logit. Default `independent`.
   */
  readonly trained?: 'softmax' | 'independent';
};

/** Number of bits for each component of a token vector. */
export type VectorBits = 8 | 4;
