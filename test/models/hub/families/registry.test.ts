import { describe, expect, test } from 'vitest';
import { familyOf, MODEL_FAMILIES } from '../../../../src/models/hub/families/registry';
import { encoder, listed } from './encoder-files';

const withArchitecture = (architecture: string) => ({ ...encoder, config: { architectures: [architecture] } });

describe('familyOf()', () => {
  test.each([
    ['BertForSequenceClassification', 'cross-encoder'],
    ['Qwen3ForSequenceClassification', 'causal-classifier'],
    ['LlamaForCausalLM', 'causal'],
    ['BertModel', 'sentence-encoder'],
    ['RobertaForMaskedLM', 'sentence-encoder'],
    ['HF_ColBERT', 'late-interaction'],
  ])('recognises %s as %s', (architecture, name) => {
    expect(familyOf('someone/model', withArchitecture(architecture)).name).toBe(name);
  });

  test('recognises the files of late interaction and of pooling before the architecture', () => {
    const files = withArchitecture('Qwen3ForCausalLM');
    const pooled = { ...files, tree: [...files.tree, listed('1_Pooling/config.json')] };
    expect(familyOf('someone/model', pooled).name).toBe('sentence-encoder');
    expect(familyOf('someone/model', { ...pooled, more: { 'artifact.metadata': {} } }).name).toBe('late-interaction');
  });

  test('names the families and the architecture if none matches', () => {
    const names = MODEL_FAMILIES.map(({ name }) => name).join(', ');
    expect(() => familyOf('someone/model', withArchitecture('T5ForConditionalGeneration'))).toThrow(
      `Expected someone/model to be of one of the model families ${names}, got the architecture T5ForConditionalGeneration`,
    );
    expect(() => familyOf('someone/model', { ...encoder, config: {} })).toThrow(/got the architecture none$/);
  });
});

test('MODEL_FAMILIES have names of their own', () => {
  expect(new Set(MODEL_FAMILIES.map(({ name }) => name)).size).toBe(MODEL_FAMILIES.length);
});
