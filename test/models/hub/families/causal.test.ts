import { expect, test } from 'vitest';
import { cardOf } from './encoder-files';

test('a causal language model is refused without the shape of its keys and values', () => {
  const config = { architectures: ['LlamaForCausalLM'], num_hidden_layers: 2 };
  expect(() => cardOf({}, { config })).toThrow(/to have num_hidden_layers, num_attention_heads and hidden_size/);
});
