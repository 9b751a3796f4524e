/** @file Every prompt by its name, which is how a card replaces one: a model that was trained on other words brings them along. */
import { eliminationPrompt, groupwisePrompt, pairwisePrompt, setwisePrompt } from './comparing';
import {
  afterThoughtPrompt,
  firstTokenPrompt,
  inContextPrompt,
  listwisePrompt,
  reasoningPrompt,
  scoredListPrompt,
} from './listing';
import { criterionPrompt, gradedPrompt, queryLikelihoodPrompt, termWeightsPrompt, yesNoPrompt } from './pointwise';
import type { Prompt } from './prompt';

export const prompts: readonly Prompt[] = [
  yesNoPrompt,
  gradedPrompt,
  criterionPrompt,
  queryLikelihoodPrompt,
  termWeightsPrompt,
  pairwisePrompt,
  setwisePrompt,
  eliminationPrompt,
  groupwisePrompt,
  listwisePrompt,
  scoredListPrompt,
  reasoningPrompt,
  afterThoughtPrompt,
  firstTokenPrompt,
  inContextPrompt,
];
