/**
 * @file Causal language models: rerankers that were trained with a prompt of their own, and instruct models, which get our prompts. The score
 * is the probability of "yes" against "no".
 */
import type { DecoderShape } from '../../chat';
import { chatFormatOf, hasThinkingSwitch } from '../chat-formats';
import type { HubConfig } from '../hub-files';
import { SIGMOID } from '../labels';
import { inputLimit } from '../limits';
import { trainedPrompt } from '../trained-prompts';
import { architectureOf } from './family';
import type { ModelFamily } from './family';

/** Tokens of a whole prompt, which may contain several passages. */
const MAX_PROMPT_TOKENS = 4096;

export const causal: ModelFamily = {
  name: 'causal',
  matches: (files) => architectureOf(files).endsWith('ForCausalLM'),
  card: (id, files) => {
    const { config, tokenizer } = files;
    const trained = trainedPrompt(id);
    const prompt = inputLimit(files, MAX_PROMPT_TOKENS);
    return {
      description: trained ? 'A reranker made of a language model' : 'A language model',
      method: 'yes-no',
      abilities: ['nextTokenLogits', 'logLikelihood', 'generate'],
      template: {},
      chat: chatFormatOf(tokenizer, trained?.thinks ?? hasThinkingSwitch(files)),
      decoder: readDecoderShape(id, config),
      limits: { query: Math.floor(prompt / 8), passage: Math.floor(prompt / 4), prompt },
      ...(trained ? { prompts: { [trained.prompt.name]: trained.prompt } } : {}),
      ...(trained?.instruction ? { instruction: trained.instruction } : {}),
      calibration: SIGMOID,
    };
  },
};

/** @throws TypeError if the configuration does not give the shape of keys and values */
function readDecoderShape(id: string, config: HubConfig): DecoderShape {
  const { num_hidden_layers: layers, num_attention_heads: heads, hidden_size: hidden } = config;
  const keyHeads = config.num_key_value_heads ?? heads;
  const size = config.head_dim ?? (hidden && heads ? hidden / heads : undefined);
  if (layers && keyHeads && size) return { layers, keyHeads, size };
  const got = JSON.stringify({ layers, heads, hidden });
  throw new TypeError(
    `Expected the configuration of ${id} to have num_hidden_layers, num_attention_heads and hidden_size, got ${got}`,
  );
}
