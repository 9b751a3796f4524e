/**
 * @file Causal language models with a classification head in place of the language-model head. They are asked with the prompt that they were
 * trained with, and the head gives the logit.
 */
import { readRelevance } from '../labels';
import { causal } from './causal';
import { architectureOf } from './family';
import type { ModelFamily } from './family';

/** Decoder architectures; all other `…ForSequenceClassification` are encoders. */
const DECODER_CLASSIFIER = /^(Qwen\d|Llama|Mistral|Gemma\d?|Phi\d?|Granite|SmolLM\d)ForSequenceClassification$/;

export const causalClassifier: ModelFamily = {
  name: 'causal-classifier',
  matches: (files) => DECODER_CLASSIFIER.test(architectureOf(files)),
  card: (id, files) => ({
    ...causal.card(id, files),
    description: 'A cross-encoder made of a language model',
    method: 'cross-encoder',
    abilities: ['classify'],
    ...readRelevance(files),
  }),
};
