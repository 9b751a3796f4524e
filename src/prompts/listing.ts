/** @file Prompts that rank a whole list. */
import type { Prompt } from './prompt';

const SYSTEM = 'You rank search results by how well they answer a query.';
const HEAD = 'Here are {count} passages, each on a line after its identifier.\nQuery: {query}\n{items}';

/** The answer is an order: `[2] > [1] > [3]`. */
export const listwisePrompt: Prompt = {
  name: 'listwise',
  system: SYSTEM,
  user: `${HEAD}Rank all of them, the most relevant first, as identifiers alone, such as: [2] > [1]`,
  item: '[{label}] {passage}\n',
  fields: ['count', 'query', 'items', 'passage', 'label'],
};

/** `listwisePrompt` with the first-stage score, from 0 to 100, before each passage. */
export const scoredListPrompt: Prompt = {
  name: 'listwise-scored',
  system: SYSTEM,
  user:
    `${HEAD}Scores of a keyword search, from 0 to 100, stand beside the identifiers. ` +
    'Rank all passages, the most relevant first, as identifiers alone, such as: [2] > [1]',
  item: '[{label}] (score {score}) {passage}\n',
  fields: ['count', 'query', 'items', 'passage', 'label', 'score'],
};

/** The answer is the model's reasoning, up to a line that begins with `Answer:`. */
export const reasoningPrompt: Prompt = {
  name: 'listwise-reasoning',
  system: SYSTEM,
  user:
    `${HEAD}Think first: what does the query ask for, and which passages give it? Then write "Answer:" and rank all of them, the most ` +
    'relevant first, as identifiers alone, such as: [2] > [1]',
  item: '[{label}] {passage}\n',
  answer: 'Thoughts:',
  thoughtEnd: 'Answer:',
  fields: ['count', 'query', 'items', 'passage', 'label'],
};

/** `reasoningPrompt` with the reasoning filled in; the answer is an order. */
export const afterThoughtPrompt: Prompt = {
  ...reasoningPrompt,
  name: 'listwise-answer',
  answer: 'Thoughts: {thought}\nAnswer:',
  fields: ['count', 'query', 'items', 'passage', 'label', 'thought'],
};

/** The answer is an order of letters, of which only the logits of the first one are used. */
export const firstTokenPrompt: Prompt = {
  name: 'first-token',
  system: SYSTEM,
  user: `${HEAD}Rank all of them, the most relevant first, as identifiers alone, such as: [B] > [A]`,
  item: '[{label}] {passage}\n',
  answer: '[',
  fields: ['count', 'query', 'items', 'passage', 'label'],
};

/**
 * The passages come first, so that both queries share their computation. The query's attention is used, and no answer
 * is generated.
 */
export const inContextPrompt: Prompt = {
  name: 'in-context',
  system: 'You answer with what the passages say.',
  user: 'Here are {count} passages, each on a line after its identifier.\n{items}Which of them answer this query?\nQuery: {query}',
  item: '[{label}] {passage}\n',
  fields: ['count', 'items', 'passage', 'label', 'query'],
};
