/** @file Prompts that rank a list at once. */
import type { Prompt } from './prompt';

const SYSTEM = 'You rank search results by how well they answer a query.';
const HEAD = 'Here are {count} passages, each on a line after its identifier.\nQuery: {query}\n{items}';

/** Answered with an order: `[2] > [1] > [3]`. */
export const listwisePrompt: Prompt = {
  name: 'listwise',
  system: SYSTEM,
  user: `${HEAD}Rank all of them, the most relevant first, as identifiers alone, such as: [2] > [1]`,
  item: '[{label}] {passage}\n',
  fields: ['count', 'query', 'items', 'passage', 'label'],
};

/** The same, with the first stage's score, from 0 to 100, before each passage. */
export const scoredListPrompt: Prompt = {
  name: 'listwise-scored',
  system: SYSTEM,
  user:
    `${HEAD}Scores of a keyword search, from 0 to 100, stand beside the identifiers. ` +
    'Rank all passages, the most relevant first, as identifiers alone, such as: [2] > [1]',
  item: '[{label}] (score {score}) {passage}\n',
  fields: ['count', 'query', 'items', 'passage', 'label', 'score'],
};

/** Thoughts, until the model begins a line with `Answer:`. */
export const reasoningPrompt: Prompt = {
  name: 'listwise-reasoning',
  system: SYSTEM,
  user:
    `${HEAD}Think first: what does the query ask for, and which passages give it? Then write "Answer:" and rank all of them, the most ` +
    'relevant first, as identifiers alone, such as: [2] > [1]',
  item: '[{label}] {passage}\n',
  answer: 'Thoughts:',
  fields: ['count', 'query', 'items', 'passage', 'label'],
};

/** The same with the thoughts that were had; answered with an order. */
export const afterThoughtPrompt: Prompt = {
  ...reasoningPrompt,
  name: 'listwise-answer',
  answer: 'Thoughts: {thought}\nAnswer:',
  fields: ['count', 'query', 'items', 'passage', 'label', 'thought'],
};

/** Answered with an order of letters, of which the first alone is read. */
export const firstTokenPrompt: Prompt = {
  name: 'first-token',
  system: SYSTEM,
  user: `${HEAD}Rank all of them, the most relevant first, as identifiers alone, such as: [B] > [A]`,
  item: '[{label}] {passage}\n',
  answer: '[',
  fields: ['count', 'query', 'items', 'passage', 'label'],
};

/** Passages first, so that they are computed once for both queries; the attention of the query's tokens is read, no answer. */
export const inContextPrompt: Prompt = {
  name: 'in-context',
  system: 'You answer with what the passages say.',
  user: 'Here are {count} passages, each on a line after its identifier.\n{items}Which of them answer this query?\nQuery: {query}',
  item: '[{label}] {passage}\n',
  fields: ['count', 'items', 'passage', 'label', 'query'],
};
