import { describe, expect, test } from 'vitest';
import type { ModelCard } from '../../../../src/models/card';
import { hubCard } from '../../../../src/models/hub/families/hub-card';
import type { HubFiles } from '../../../../src/models/hub/hub-files';
import { parseCard } from '../../../../src/models/parse-card';

const repository = { id: 'someone/ranker', revision: 'main', hub: 'https://hub.example/' };
const file = (path: string, size = 10) => ({
  type: 'file',
  path,
  size,
  lfs: { oid: path.length.toString(16).padStart(64, '0'), size },
});
const bert: HubFiles = {
  config: { architectures: ['BertForSequenceClassification'], max_position_embeddings: 512, model_type: 'bert' },
  tokenizer: { post_processor: { type: 'BertProcessing', cls: ['[CLS]', 101], sep: ['[SEP]', 102] } },
  tokenizerConfig: { model_max_length: 512 },
  tree: [file('tokenizer.json'), file('onnx/model.onnx', 90), file('onnx/model_quantized.onnx', 23)],
};
const change = (changes: Partial<HubFiles>) => hubCard(repository, { ...bert, ...changes });
const graphsOf = ({ variants }: ModelCard) => variants.filter(({ runtime }) => runtime !== 'kernel');

describe('hubCard()', () => {
  test('makes a valid card', () => {
    expect(parseCard(change({}))).toMatchObject({
      name: 'someone/ranker',
      method: 'cross-encoder',
      limits: { query: 256, pair: 512 },
      golden: [],
    });
  });

  test('takes the quantized file on WASM, row by row, and full precision on WebGPU', () => {
    const variants = graphsOf(change({})).map(({ device, dtype, batching, graphs }) => [
      device,
      dtype,
      batching,
      graphs[0]!.path,
    ]);
    expect(variants).toEqual([
      ['wasm', 'int8', 'rows', 'onnx/model_quantized.onnx'],
      ['wasm', 'fp32', 'rows', 'onnx/model.onnx'],
      ['webgpu', 'fp32', 'padded', 'onnx/model.onnx'],
    ]);
  });

  test('takes fp16 with the WebGPU feature that it needs, and external data by the name that the graph uses', () => {
    const tree = [file('tokenizer.json'), file('onnx/model_fp16.onnx'), file('onnx/model_fp16.onnx_data')];
    const [variant] = graphsOf(change({ tree }));
    expect(variant).toMatchObject({ device: 'webgpu', dtype: 'fp16', features: ['shader-f16'] });
    expect(variant!.data.map(({ path }) => path)).toEqual(['model_fp16.onnx_data']);
  });

  test('subtracts RoBERTa’s padding positions, and limits long models', () => {
    const config = (max_position_embeddings: number, model_type: string) => ({ ...bert.config, max_position_embeddings, model_type }); // prettier-ignore
    expect(change({ config: config(130, 'xlm-roberta') }).limits.pair).toBe(128);
    expect(change({ config: config(8192, 'modernbert'), tokenizerConfig: {} }).limits.pair).toBe(512);
  });

  test.each([
    [{ '0': 'LABEL_0' }, undefined],
    [{ '0': 'LABEL_0', '1': 'LABEL_1' }, 1],
    [{ '0': 'relevant', '1': 'irrelevant' }, 0],
    [{ '0': 'contradiction', '1': 'entailment', '2': 'neutral' }, 1],
  ])('takes among labels %j the label %s', (id2label, label) => {
    expect(change({ config: { ...bert.config, id2label } }).relevance?.label).toBe(label);
  });

  test('names what is missing from a repository of no family, or without files that run', () => {
    const config = { ...bert.config, architectures: ['T5ForConditionalGeneration'] };
    expect(() => change({ config })).toThrow(
      /to be of one of the model families .*cross-encoder.*, got the architecture T5ForConditionalGeneration$/,
    );
    expect(() => change({ tree: [file('tokenizer.json'), file('model.safetensors')] })).toThrow(
      /to have one of onnx\/model_quantized\.onnx/,
    );
    expect(() => change({ tree: [file('onnx/model.onnx')] })).toThrow(
      'Expected someone/ranker to have tokenizer.json, got none',
    );
  });
});
