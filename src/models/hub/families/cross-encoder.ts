/** @file Cross-encoders: an encoder with a classification head that reads query and passage together. */
import { readRelevance, SIGMOID } from '../labels';
import { inputLimit } from '../limits';
import { readTemplates } from '../template';
import { architectureOf } from './family';
import type { ModelFamily } from './family';

export const crossEncoder: ModelFamily = {
  name: 'cross-encoder',
  matches: (files) => architectureOf(files).endsWith('ForSequenceClassification'),
  card: (_, files) => {
    const limit = inputLimit(files);
    return {
      description: 'A cross-encoder',
      method: 'cross-encoder',
      abilities: ['classify'],
      template: readTemplates(files.tokenizer),
      limits: { query: Math.floor(limit / 2), passage: limit, pair: limit },
      calibration: SIGMOID,
      ...readRelevance(files),
    };
  },
};
