import { describe, expect, test } from 'vitest';
import { readTemplates } from '../../../src/models/hub/template';

const bert = { type: 'BertProcessing', cls: ['[CLS]', 101], sep: ['[SEP]', 102] };
const roberta = { type: 'RobertaProcessing', cls: ['<s>', 0], sep: ['</s>', 2] };
const written = {
  type: 'TemplateProcessing',
  single: [{ SpecialToken: { id: '[CLS]', type_id: 0 } }, { Sequence: { id: 'A', type_id: 0 } }],
  pair: [
    { SpecialToken: { id: '[CLS]', type_id: 0 } },
    { Sequence: { id: 'A', type_id: 0 } },
    { SpecialToken: { id: 'two', type_id: 1 } },
    { Sequence: { id: 'B', type_id: 1 } },
  ],
  special_tokens: { '[CLS]': { ids: [7] }, two: { ids: [8, 9] } },
};

describe('templatesOf()', () => {
  test('joins a pair as BERT does, the passage with type 1', () => {
    const { pair, passage } = readTemplates({ post_processor: bert });
    expect(pair.map(({ id, field }) => id ?? field)).toEqual([101, 'query', 102, 'passage', 102]);
    expect(pair.map(({ type }) => type)).toEqual([0, 0, 0, 1, 1]);
    expect(passage.map(({ id, field }) => id ?? field)).toEqual([101, 'passage', 102]);
  });

  test('joins a pair as RoBERTa does, with two separators of one type', () => {
    const { pair } = readTemplates({ post_processor: roberta });
    expect(pair.map(({ id, field }) => id ?? field)).toEqual([0, 'query', 2, 2, 'passage', 2]);
    expect(new Set(pair.map(({ type }) => type))).toEqual(new Set([0]));
  });

  test('reads a written template, controls of several ids too, also inside a sequence of processors', () => {
    const { pair, query } = readTemplates({
      post_processor: { type: 'Sequence', processors: [{ type: 'ByteLevel' }, written] },
    });
    expect(pair.map(({ id, field }) => id ?? field)).toEqual([7, 'query', 8, 9, 'passage']);
    expect(query.map(({ id, field }) => id ?? field)).toEqual([7, 'query']);
  });

  test.each([null, undefined, { type: 'ByteLevel' }])('refuses %j, which joins nothing', (post_processor) => {
    expect(() => readTemplates({ post_processor })).toThrow(/Expected the tokenizer's `post_processor`/);
  });
});
