/** @file A made-up encoder repository, for tests of what its files say. */
import type { ModelCard } from '../../../../src/models/card';
import { hubCard } from '../../../../src/models/hub/families/hub-card';
import type { HubFiles } from '../../../../src/models/hub/hub-files';

export const listed = (path: string) => ({ type: 'file', path, size: 10 });

export const encoder: HubFiles = {
  config: { architectures: ['BertModel'], max_position_embeddings: 64, model_type: 'bert', num_hidden_layers: 2 },
  tokenizer: {
    post_processor: { type: 'BertProcessing', cls: ['[CLS]', 2], sep: ['[SEP]', 3] },
    added_tokens: [{ id: 4, content: '[MASK]' }],
    model: { vocab: { '[Q]': 7, '[D]': 8, '.': 9, ',': 10 } },
  },
  tokenizerConfig: {},
  tree: [listed('tokenizer.json'), listed('onnx/model.onnx')],
};

/** The card of the encoder with the metadata files `more`, and with `changes` to its other files. */
export function cardOf(more: Record<string, unknown>, changes: Partial<HubFiles> = {}): ModelCard {
  const repository = { id: 'someone/encoder', revision: 'main', hub: 'https://hub.example/' };
  return hubCard(repository, { ...encoder, ...changes, more });
}
