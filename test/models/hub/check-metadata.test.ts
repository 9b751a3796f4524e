import { describe, expect, test } from 'vitest';
import { checkMetadata, checkTree } from '../../../src/models/hub/check-metadata';

const sound = {
  config: { architectures: ['BertModel'], hidden_size: 32, eos_token_id: [1, 2], id2label: { '0': 'no' } },
  tokenizerConfig: { model_max_length: 1e30 },
  tokenizer: { added_tokens: [{ id: 0, content: '[PAD]' }], model: { vocab: { a: 1 } } },
  more: { 'modules.json': [], 'chat_template.jinja': '{{ messages }}' },
};
const check = (changes: object) => () => checkMetadata({ ...sound, ...changes });

describe('checkMetadata()', () => {
  test('passes files as repositories have them, with null for what is absent', () => {
    expect(check({})).not.toThrow();
    expect(check({ config: { architectures: null, num_hidden_layers: null }, tokenizerConfig: {} })).not.toThrow();
  });

  test.each([
    ['a config that is a list', { config: [] }, 'config.json to be an object'],
    ['architectures of objects', { config: { architectures: [{}] } }, 'architectures[0] to be a string'],
    ['a negative size', { config: { hidden_size: -1 } }, 'hidden_size to be an integer from 1'],
    ['terabytes', { config: { hidden_size: 1e12 } }, 'hidden_size to be an integer from 1'],
    ['a text as a number', { config: { num_hidden_layers: '12' } }, 'num_hidden_layers to be an integer'],
    ['labels that are numbers', { config: { id2label: { '0': 1 } } }, 'id2label[0] to be a string'],
    ['a length that is no number', { tokenizerConfig: { model_max_length: 'long' } }, 'model_max_length'],
    ['no vocabulary', { tokenizer: { model: {} } }, 'model.vocab to be a vocabulary'],
    ['a control token without text', { tokenizer: { ...sound.tokenizer, added_tokens: [{ id: 1 }] } }, '.content'],
    ['settings that are a number', { more: { 'modules.json': 7 } }, 'modules.json to be an object'],
    ['a template that is an object', { more: { 'chat_template.jinja': {} } }, 'chat_template.jinja to be a string'],
  ])('refuses %s', (_, changes, message) => {
    expect(check(changes)).toThrow(TypeError);
    expect(check(changes)).toThrow(message);
  });
});

describe('checkTree()', () => {
  test('passes a list of files', () => {
    const lfs = { oid: 'a'.repeat(64), size: 3 };
    expect(() => checkTree([{ type: 'file', path: 'model.onnx', size: 130, lfs }])).not.toThrow();
  });

  test.each([
    ['an object', {}, 'to be a list'],
    ['a size of terabytes as text', [{ type: 'file', path: 'a', size: '1e12' }], 'size to be a number of bytes'],
    ['a path that is no text', [{ type: 'file', path: 1, size: 1 }], 'path to be a string'],
    ['a long path', [{ type: 'file', path: 'a'.repeat(2000), size: 1 }], 'at most 1000 characters'],
    ['a short hash', [{ type: 'file', path: 'a', size: 1, lfs: { oid: 'ab', size: 1 } }], '64 hex digits'],
    ['too many files', new Array(100_001).fill({ type: 'file', path: 'a', size: 1 }), 'at most 100000 entries'],
  ])('refuses %s', (_, tree, message) => {
    expect(() => checkTree(tree)).toThrow(message);
  });
});
