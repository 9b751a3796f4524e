/** @file The number of tokens that an input of a hub model may have. Pure. */
import type { HubFiles } from './hub-files';

/** Longer inputs cost more time than they improve the ranking. Results report the tokens that are cut off. */
const MAX_TOKENS = 512;

/** The smallest of `most`, the model's positions and the tokenizer's own limit. */
export function inputLimit(
  { config, tokenizerConfig }: Pick<HubFiles, 'config' | 'tokenizerConfig'>,
  most = MAX_TOKENS,
): number {
  return Math.min(most, positions(config), tokenizerConfig.model_max_length ?? Infinity);
}

/** The positions of RoBERTa-like models start after the padding id, so two of them are not usable. */
function positions({ max_position_embeddings: count = Infinity, model_type: type = '' }: HubFiles['config']): number {
  return /roberta|camembert|^mpnet/.test(type) ? count - 2 : count;
}
