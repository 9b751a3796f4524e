/**
 * @file Causal language models of a hub: rerankers that were trained with a prompt, and any instruct model, asked in our words. Scores are the
 * chance of "yes" against "no".
 */
import type { DecoderShape } from '../chat';
import { chatFormatOf, hasThinkingSwitch } from './chat-formats';
import { labelParts, SIGMOID } from './cross-encoder';
import type { KindParts } from './hub-card';
import type { HubConfig, HubFiles } from './hub-files';
import { inputLimit } from './limits';
import { trainedPrompt } from './trained-prompts';

/** Tokens of a whole prompt, which may list passages. */
const MOST_TOKENS = 4096;

/** @throws TypeError when the configuration does not say what keys and values look like */
export function causalParts(id: string, files: HubFiles): KindParts {
  const { config, tokenizer } = files;
  const trained = trainedPrompt(id);
  const prompt = inputLimit(files, MOST_TOKENS);
  return {
    description: trained ? 'A reranker made of a language model' : 'A language model',
    method: 'yes-no',
    abilities: ['nextTokenLogits', 'logLikelihood', 'generate'],
    template: {},
    chat: chatFormatOf(tokenizer, trained?.thinks ?? hasThinkingSwitch(files)),
    decoder: decoderOf(id, config),
    limits: { query: Math.floor(prompt / 8), passage: Math.floor(prompt / 4), prompt },
    ...(trained ? { prompts: { [trained.prompt.name]: trained.prompt } } : {}),
    ...(trained?.instruction ? { instruction: trained.instruction } : {}),
    calibration: SIGMOID,
  };
}

/** A language model whose head is a classifier: asked as it was trained, answered with a logit. Of the families that are served as causal ones. */
export function causalClassifierParts(id: string, files: HubFiles): KindParts {
  return {
    ...causalParts(id, files),
    description: 'A cross-encoder made of a language model',
    method: 'cross-encoder',
    abilities: ['classify'],
    ...labelParts(files),
  };
}

function decoderOf(id: string, config: HubConfig): DecoderShape {
  const { num_hidden_layers: layers, num_attention_heads: heads, hidden_size: hidden } = config;
  const keyHeads = config.num_key_value_heads ?? heads;
  const size = config.head_dim ?? (hidden && heads ? hidden / heads : undefined);
  if (layers && keyHeads && size) return { layers, keyHeads, size };
  throw new TypeError(
    `Expected the configuration of ${id} to have num_hidden_layers, num_attention_heads and hidden_size, got ${JSON.stringify({ layers, heads, hidden })}`,
  );
}
