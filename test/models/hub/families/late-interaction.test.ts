import { describe, expect, test } from 'vitest';
import { cardOf } from './encoder-files';

describe('a late-interaction model', () => {
  const settings = { query_prefix: '[Q] ', document_prefix: '[D] ', query_length: 16, document_length: 40 };
  const late = (more: Record<string, unknown>) =>
    cardOf({ 'config_sentence_transformers.json': { ...settings, ...more } });

  test('marks queries and passages, expands queries, and leaves out punctuation', () => {
    const { template, limits, exits } = late({});
    expect(template.query!.map(({ id, field }) => id ?? field)).toEqual([2, 7, 'query', 3]);
    expect(template.passage!.map(({ id, field }) => id ?? field)).toEqual([2, 8, 'passage', 3]);
    expect(template.expand).toEqual({ id: 4, to: 16, attended: false });
    expect(template.skip).toEqual([10, 9]);
    expect(limits).toEqual({ query: 64, passage: 40 });
    expect(exits).toEqual([{ depth: 2, cosine: 0, maxsim: 1 }]);
  });

  test('does none of this if its settings say so', () => {
    const { template } = late({ do_query_expansion: false, skiplist_words: [], query_prefix: '', document_prefix: '' });
    expect(template.query!.map(({ id, field }) => id ?? field)).toEqual([2, 'query', 3]);
    expect([template.expand, template.skip]).toEqual([undefined, undefined]);
  });

  test('is refused with a marker that is not a token', () => {
    expect(() => late({ query_prefix: '[Ask] ' })).toThrow('Expected someone/encoder to have a token [Ask] that marks its texts, got none'); // prettier-ignore
  });
});
