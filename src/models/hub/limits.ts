/** @file How many tokens an input may have. Pure. */
import type { HubFiles } from './hub-files';

/** Longer inputs cost more than they bring; what is cut is counted. */
const MAX_TOKENS = 512;

/** By positions and tokenizer, and `most` at most. */
export function inputLimit(
  { config, tokenizerConfig }: Pick<HubFiles, 'config' | 'tokenizerConfig'>,
  most = MAX_TOKENS,
): number {
  return Math.min(most, positions(config), tokenizerConfig.model_max_length ?? Infinity);
}

/** RoBERTa's begin after the padding id. */
function positions({ max_position_embeddings: count = Infinity, model_type: type = '' }: HubFiles['config']): number {
  return /roberta|camembert|^mpnet/.test(type) ? count - 2 : count;
}
