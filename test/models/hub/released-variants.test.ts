import { describe, expect, test } from 'vitest';
import { releasedVariants } from '../../../src/models/hub/released-variants';
import type { HubConfig } from '../../../src/models/hub/hub-files';
import { encoder, listed } from './families/encoder-files';

const config: HubConfig = { architectures: ['BertModel'], num_hidden_layers: 6, num_attention_heads: 12 };
const classifier = { abilities: ['classify'] } as const;
const variantOf = (changes: Partial<HubConfig>, paths = ['model.safetensors'], card: Parameters<typeof releasedVariants>[2] = classifier) =>
  releasedVariants('someone/ranker', { ...encoder, config: { ...config, ...changes }, tree: paths.map(listed) }, card)[0]!; // prettier-ignore

describe('releasedVariants()', () => {
  test.each([
    ['BertForSequenceClassification', 'bert'],
    ['HF_ColBERT', 'bert'],
    ['RobertaModel', 'roberta'],
    ['XLMRobertaForSequenceClassification', 'roberta'],
    ['CamembertForSequenceClassification', 'roberta'],
    ['ElectraForSequenceClassification', 'electra'],
    ['DistilBertForMaskedLM', 'distilbert'],
    ['ModernBertForSequenceClassification', 'modernbert'],
    ['ModernBertModel', 'modernbert'],
  ])('runs %s on the kernel', (name, architecture) => {
    expect(variantOf({ architectures: [name] })).toMatchObject({
      ...{ device: 'wasm', dtype: 'int8', runtime: 'kernel', graphs: [] },
      data: [{ path: 'model.safetensors' }],
      released: { architecture, layers: 6, heads: 12 },
    });
  });

  test.each([
    [{ architectures: ['JinaBertForSequenceClassification'] }, 'its architecture is JinaBertForSequenceClassification'],
    [{ architectures: ['ModernBertDecoderModel'] }, 'its architecture is ModernBertDecoderModel'],
    [{ num_hidden_layers: 1e6 }, 'it has 1000000 layers'],
    [{ architectures: ['ModernBertModel'], classifier_pooling: 'max' }, 'the pooling of its head is max'],
    [{ position_embedding_type: 'alibi' }, 'its positions are alibi'],
    [{ hidden_act: 'silu' }, 'its activation is silu'],
    [{ is_decoder: true }, 'it is a decoder'],
    [{ num_attention_heads: 0 }, 'its configuration has no number of layers or heads'],
  ])('says for %j that %s', (changes, reason) => {
    const variant = variantOf(changes);
    expect(variant.unsupported).toBe(`The kernel does not run it: ${reason}`);
    expect(variant.released).toBeUndefined();
  });

  test.each([
    ['gelu', 'gelu'],
    ['gelu_new', 'gelu_tanh'],
    ['gelu_pytorch_tanh', 'gelu_tanh'],
    ['relu', 'relu'],
  ])('reads the activation %s', (name, activation) => {
    expect(variantOf({ hidden_act: name }).released!.activation).toBe(activation);
    expect(variantOf({ activation: name }).released!.activation).toBe(activation);
    expect(variantOf({ hidden_activation: name }).released!.activation).toBe(activation);
  });

  test('takes a small file before weights in full, and none with data in another file', () => {
    const all = ['onnx/model.onnx', 'model.safetensors', 'onnx/model_fp16.onnx', 'onnx/model_quantized.onnx'];
    const chosen = (count: number) => variantOf({}, all.slice(0, count)).data[0]!.path;
    expect([1, 2, 3, 4].map(chosen)).toEqual(all);
    const files = { ...encoder, config, tree: all.map(listed) };
    const onWasm = releasedVariants('someone/ranker', files, classifier).filter(({ device }) => device === 'wasm');
    expect(onWasm.map(({ data }) => data[0]!.path)).toEqual(['onnx/model_quantized.onnx', 'model.safetensors']);
    const large = { ...files, tree: [{ ...listed('model.safetensors'), size: 2.3e9 }] };
    expect(releasedVariants('someone/ranker', large, classifier)[0]!.unsupported).toContain('with at most 1250000000');
    expect(variantOf({}, ['onnx/model.onnx', 'onnx/model.onnx_data']).unsupported).toContain('it has none of');
  });

  test('starts the positions of RoBERTa after the padding token, and those of others at the first row', () => {
    const roberta = { architectures: ['RobertaModel'] };
    expect(variantOf(roberta).released!.firstPosition).toBe(2);
    expect(variantOf({ ...roberta, pad_token_id: 0 }).released!.firstPosition).toBe(1);
    expect(variantOf({ pad_token_id: 1 }).released!.firstPosition).toBe(0);
  });

  test.each([
    [{ abilities: ['classify'] }, 'logits', undefined],
    [{ abilities: ['embed'], readout: { pooling: 'mean' } }, 'mean', undefined],
    [{ abilities: ['embed'], readout: { pooling: 'cls' } }, 'first', undefined],
    [{ abilities: ['embed'], readout: { pooling: 'last' } }, 'states', undefined],
    [{ abilities: ['embedTokens'], readout: { pooling: 'mean', dense: [] } }, 'states', true],
  ] as const)('computes for %j %s alone', (card, output, linear) => {
    const { released } = variantOf({}, ['model.safetensors'], card);
    expect([released!.output, released!.linear]).toEqual([output, linear]);
  });
});
