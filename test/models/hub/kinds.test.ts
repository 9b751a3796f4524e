import { describe, expect, test } from 'vitest';
import { applyCardOverrides } from '../../../src/models/card-overrides';
import { curatedModels } from '../../../src/models/hub/curated';
import { hubCard } from '../../../src/models/hub/hub-card';
import { tokenId } from '../../../src/models/hub/hub-files';
import type { HubFiles } from '../../../src/models/hub/hub-files';
import { isRepository } from '../../../src/models/hub/repository';

const repository = { id: 'someone/encoder', revision: 'main', hub: 'https://hub.example/' };
const file = (path: string) => ({ type: 'file', path, size: 10 });
const encoder: HubFiles = {
  config: { architectures: ['BertModel'], max_position_embeddings: 64, model_type: 'bert', num_hidden_layers: 2 },
  tokenizer: {
    post_processor: { type: 'BertProcessing', cls: ['[CLS]', 2], sep: ['[SEP]', 3] },
    added_tokens: [{ id: 4, content: '[MASK]' }],
    model: { vocab: { '[Q]': 7, '[D]': 8, '.': 9, ',': 10 } },
  },
  tokenizerConfig: {},
  tree: [file('tokenizer.json'), file('onnx/model.onnx')],
};
const cardOf = (more: Record<string, unknown>, changes: Partial<HubFiles> = {}) =>
  hubCard(repository, { ...encoder, ...changes, more });
const pooling = (flags: Record<string, unknown>) => cardOf({ '1_Pooling/config.json': flags });

describe('a sentence encoder', () => {
  test('is pooled as its repository says, by the mean where it says nothing', () => {
    expect(cardOf({}).readout).toEqual({ pooling: 'mean', dense: [] });
    expect(pooling({ pooling_mode_cls_token: true, pooling_mode_mean_tokens: false }).readout!.pooling).toBe('cls');
    expect(pooling({ pooling_mode: 'lasttoken' }).readout!.pooling).toBe('last');
  });

  test.each([
    [{ pooling_mode_weightedmean_tokens: true }, 'pooling_mode_weightedmean_tokens'],
    [
      { pooling_mode_cls_token: true, pooling_mode_mean_tokens: true },
      'pooling_mode_cls_token, pooling_mode_mean_tokens',
    ],
    [{}, 'none'],
  ])('is refused with %j', (flags, got) => {
    expect(() => pooling(flags)).toThrow(`Expected someone/encoder to pool by one of mean, cls, max, last, got ${got}`);
  });

  test('is one too where the architecture is of another kind but the notes are of an encoder', () => {
    const config = { ...encoder.config, architectures: ['Qwen3ForCausalLM'] };
    const tree = [...encoder.tree, file('1_Pooling/config.json')];
    const more = { '1_Pooling/config.json': { pooling_mode: 'lasttoken' } };
    expect(cardOf(more, { config, tree })).toMatchObject({ method: 'embedding', abilities: ['embed'] });
  });

  const dense = (layer: Record<string, unknown>, paths: readonly string[] = ['2_Dense/model.safetensors']) => {
    const modules = [{ path: '2_Dense', type: 'sentence_transformers.models.Dense' }];
    const tree = [...encoder.tree, ...paths.map(file)];
    return () => cardOf({ 'modules.json': modules, '2_Dense/config.json': layer }, { tree });
  };

  test('is refused with layers that are not served', () => {
    expect(dense({ activation_function: 'torch.nn.modules.activation.GELU' })).toThrow(
      /Tanh or Identity, got torch.nn.*GELU/,
    );
    expect(dense({ use_residual: true })).toThrow(/plain linear layers, got a residual one/);
    expect(dense({}, ['2_Dense/pytorch_model.bin'])).toThrow('to have 2_Dense/model.safetensors, got none');
  });
});

describe('a late-interaction model', () => {
  const notes = { query_prefix: '[Q] ', document_prefix: '[D] ', query_length: 16, document_length: 40 };
  const late = (more: Record<string, unknown>) =>
    cardOf({ 'config_sentence_transformers.json': { ...notes, ...more } });

  test('marks queries and passages, fills queries up, and leaves punctuation out', () => {
    const { template, limits, exits } = late({});
    expect(template.query!.map(({ id, field }) => id ?? field)).toEqual([2, 7, 'query', 3]);
    expect(template.passage!.map(({ id, field }) => id ?? field)).toEqual([2, 8, 'passage', 3]);
    expect(template.expand).toEqual({ id: 4, to: 16, attended: false });
    expect(template.skip).toEqual([10, 9]);
    expect(limits).toEqual({ query: 64, passage: 40 });
    expect(exits).toEqual([{ depth: 2, cosine: 0, maxsim: 1 }]);
  });

  test('does none of it where its notes say so', () => {
    const { template } = late({ do_query_expansion: false, skiplist_words: [], query_prefix: '', document_prefix: '' });
    expect(template.query!.map(({ id, field }) => id ?? field)).toEqual([2, 'query', 3]);
    expect([template.expand, template.skip]).toEqual([undefined, undefined]);
  });

  test('is refused with a marker that is no token', () => {
    expect(() => late({ query_prefix: '[Ask] ' })).toThrow('Expected someone/encoder to have a token [Ask] that marks its texts, got none'); // prettier-ignore
  });
});

test('a causal model without the shape of its keys is refused', () => {
  const config = { architectures: ['LlamaForCausalLM'], num_hidden_layers: 2 };
  expect(() => cardOf({}, { config })).toThrow(/to have num_hidden_layers, num_attention_heads and hidden_size/);
});

test('changed() lets later wishes go before earlier ones, and checks what comes out', () => {
  const card = cardOf({});
  expect(applyCardOverrides(card, { languages: ['de'] }, { languages: ['en'] }).languages).toEqual(['en']);
  expect(() => applyCardOverrides(card, { method: 3 as never })).toThrow(/Expected `method` to be a string/);
});

test('tokenId() finds controls before pieces, in lists and in maps', () => {
  expect(tokenId(encoder.tokenizer, '[MASK]')).toBe(4);
  expect(tokenId({ model: { vocab: [['a', 0], ['b', -1]] } }, 'b')).toBe(1); // prettier-ignore
  expect(tokenId({}, 'a')).toBeUndefined();
});

test('curated models are repositories, and none is called verified', () => {
  for (const { name, verified } of curatedModels) expect([isRepository(name), verified]).toEqual([true, false]);
  expect(new Set(curatedModels.map(({ name }) => name)).size).toBe(curatedModels.length);
});
