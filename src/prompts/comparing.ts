/** @file Prompts that compare two or a few passages. Answers are labels, or labels with scores. */
import type { Prompt } from './prompt';

const SYSTEM = 'You compare search results. Answer with nothing but what is asked for.';
const ITEM = 'Passage {label}: {passage}\n';

/** The answer is the label of the better of two passages. */
export const pairwisePrompt: Prompt = {
  name: 'pairwise',
  system: SYSTEM,
  user: 'Which passage answers the query better?\nQuery: {query}\n{items}Answer with {labels}.',
  item: ITEM,
  answer: 'Passage ',
  fields: ['query', 'items', 'passage', 'label', 'labels'],
};

/** The answer is the label of the best of a few passages. */
export const setwisePrompt: Prompt = {
  name: 'setwise',
  system: SYSTEM,
  user: 'Which passage is the most relevant to the query?\nQuery: {query}\n{items}Answer with {labels}.',
  item: ITEM,
  answer: 'Passage ',
  fields: ['query', 'items', 'passage', 'label', 'labels'],
};

/** The answer is the label of the worst of a few passages. */
export const eliminationPrompt: Prompt = {
  name: 'elimination',
  system: SYSTEM,
  user: 'Which passage is the least relevant to the query?\nQuery: {query}\n{items}Answer with {labels}.',
  item: ITEM,
  answer: 'Passage ',
  fields: ['query', 'items', 'passage', 'label', 'labels'],
};

/** The answer is one line with a digit for each passage: `[1] 7`. */
export const groupwisePrompt: Prompt = {
  name: 'groupwise',
  system: SYSTEM,
  user:
    'Compare the {count} passages and score each by how well it answers the query, from 0 to 9.\nQuery: {query}\n{items}' +
    'Give one line for each passage, such as: [1] 7',
  item: '[{label}] {passage}\n',
  fields: ['query', 'items', 'passage', 'label', 'count'],
};
