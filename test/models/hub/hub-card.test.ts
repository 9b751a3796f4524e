import { describe, expect, test } from 'vitest';
import { hubCard } from '../../../src/models/hub/hub-card';
import type { HubFiles } from '../../../src/models/hub/hub-files';
import { parseCard } from '../../../src/models/parse-card';

const repository = { id: 'someone/ranker', revision: 'main', hub: 'https://hub.example/' };
const file = (path: string, size = 10) => ({ type: 'file', path, size, lfs: { oid: `sha of ${path}`, size } });
const bert: HubFiles = {
  config: { architectures: ['BertForSequenceClassification'], max_position_embeddings: 512, model_type: 'bert' },
  tokenizer: { post_processor: { type: 'BertProcessing', cls: ['[CLS]', 101], sep: ['[SEP]', 102] } },
  tokenizerConfig: { model_max_length: 512 },
  tree: [file('tokenizer.json'), file('onnx/model.onnx', 90), file('onnx/model_quantized.onnx', 23)],
};
const change = (changes: Partial<HubFiles>) => hubCard(repository, { ...bert, ...changes });

describe('hubCard()', () => {
  test('is a card', () => {
    expect(parseCard(change({}))).toMatchObject({
      name: 'someone/ranker',
      method: 'cross-encoder',
      limits: { query: 256, pair: 512 },
      golden: [],
    });
  });

  test('takes the quantized file on WASM, row by row, and full precision on WebGPU', () => {
    const ways = change({}).variants.map(({ device, dtype, batching, graphs }) => [
      device,
      dtype,
      batching,
      graphs[0]!.path,
    ]);
    expect(ways).toEqual([
      ['wasm', 'int8', 'rows', 'onnx/model_quantized.onnx'],
      ['wasm', 'fp32', 'rows', 'onnx/model.onnx'],
      ['webgpu', 'fp32', 'padded', 'onnx/model.onnx'],
    ]);
  });

  test('takes fp16 where the adapter has it, and external data by the name that the graph knows', () => {
    const tree = [file('tokenizer.json'), file('onnx/model_fp16.onnx'), file('onnx/model_fp16.onnx_data')];
    const [variant] = change({ tree }).variants;
    expect(variant).toMatchObject({ device: 'webgpu', dtype: 'fp16', features: ['shader-f16'] });
    expect(variant!.data.map(({ path }) => path)).toEqual(['model_fp16.onnx_data']);
  });

  test('leaves room for the padding id in RoBERTa’s positions, and cuts long models short', () => {
    const config = (max_position_embeddings: number, model_type: string) => ({ ...bert.config, max_position_embeddings, model_type }); // prettier-ignore
    expect(change({ config: config(130, 'xlm-roberta') }).limits.pair).toBe(128);
    expect(change({ config: config(8192, 'modernbert'), tokenizerConfig: {} }).limits.pair).toBe(512);
  });

  test.each([
    [{ '0': 'LABEL_0' }, undefined],
    [{ '0': 'LABEL_0', '1': 'LABEL_1' }, 1],
    [{ '0': 'relevant', '1': 'irrelevant' }, 0],
    [{ '0': 'contradiction', '1': 'entailment', '2': 'neutral' }, 1],
  ])('of labels %j takes %s', (id2label, label) => {
    expect(change({ config: { ...bert.config, id2label } }).relevance?.label).toBe(label);
  });

  test('says what it expected of a model that is none, or has no file that runs', () => {
    const config = { ...bert.config, architectures: ['T5ForConditionalGeneration'] };
    expect(() => change({ config })).toThrow(
      /to be a cross-encoder .*, a causal language model .* or an encoder .*, got T5ForConditionalGeneration$/,
    );
    expect(() => change({ tree: [file('tokenizer.json'), file('model.safetensors')] })).toThrow(
      /to have one of onnx\/model_quantized\.onnx/,
    );
    expect(() => change({ tree: [file('onnx/model.onnx')] })).toThrow(
      'Expected someone/ranker to have tokenizer.json, got none',
    );
  });
});
