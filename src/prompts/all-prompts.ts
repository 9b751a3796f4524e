/** @file All prompts. The card of a model that was trained on another wording replaces a prompt by its name. */
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
