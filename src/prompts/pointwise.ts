/** @file Prompts about one passage. */
import type { Prompt } from './prompt';

const SYSTEM = 'You judge search results. Answer with nothing but what is asked for.';

/** The answer is `yes` or `no`. */
export const yesNoPrompt: Prompt = {
  name: 'yes-no',
  system: SYSTEM,
  user: 'Does the passage answer the query? Answer yes or no.\nQuery: {query}\nPassage: {passage}',
  fields: ['query', 'passage'],
};

/** The answer is a grade from 0 to 4. */
export const gradedPrompt: Prompt = {
  name: 'graded',
  system: SYSTEM,
  user:
    'Grade how well the passage answers the query: 0 not related, 1 related, 2 answers a little of it, 3 answers most of it, ' +
    '4 answers all of it. Answer with one digit.\nQuery: {query}\nPassage: {passage}',
  fields: ['query', 'passage'],
};

/** The answer is `yes` or `no`, for one criterion. */
export const criterionPrompt: Prompt = {
  name: 'criteria',
  system: SYSTEM,
  user: '{criterion} Answer yes or no.\nQuery: {query}\nPassage: {passage}',
  fields: ['criterion', 'query', 'passage'],
};

/** The continuation is the query, and its likelihood is the score. */
export const queryLikelihoodPrompt: Prompt = {
  name: 'query-likelihood',
  system: 'You write search queries.',
  user: 'Write a query that the passage answers.\nPassage: {passage}',
  answer: 'Query: ',
  fields: ['passage'],
};

/** The model returns weights of the passage's tokens and no answer. */
export const termWeightsPrompt: Prompt = { name: 'term-weights', system: '', user: '{passage}', fields: ['passage'] };
