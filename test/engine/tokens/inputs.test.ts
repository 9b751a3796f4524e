import { describe, expect, test } from 'vitest';
import { Inputs } from '../../../src/engine/tokens/inputs';
import { passageText } from '../../../src/util/passage-text';
import { cardOf } from '../cards';
import { plainTokenizer } from './tokenizers';

const tokenizer = plainTokenizer('wordpiece');
const inputs = new Inputs(tokenizer, cardOf());
/** One token each. */
const words = (count: number) => Array.from({ length: count }, () => 'bread').join(' ');
const [bread] = tokenizer.encode('bread') as [number];

describe('Inputs.passage()', () => {
  test('adds control tokens by the template', () => {
    expect(inputs.passage({ text: 'bread' })).toEqual({ ids: [2, bread, 3], types: [0, 0, 0], truncatedTokens: 0 });
  });

  test('does not cut a text that fills the limit, and counts the tokens that are cut beyond it', () => {
    expect(inputs.passage({ text: words(8) })).toMatchObject({ truncatedTokens: 0 });
    const { ids, truncatedTokens } = inputs.passage({ text: words(11) });
    expect(ids).toEqual([2, ...Array<number>(8).fill(bread), 3]);
    expect(truncatedTokens).toBe(3);
  });

  test('gives only control tokens for an empty text', () => {
    expect(inputs.passage({ text: '' })).toEqual({ ids: [2, 3], types: [0, 0], truncatedTokens: 0 });
  });

  test('reads the title before the text', () => {
    const titled = inputs.passage({ title: 'bread', text: 'paper' });
    expect(titled.ids).toEqual([2, bread, ...tokenizer.encode('paper'), 3]);
  });

  test('reads the names of control tokens as plain text', () => {
    const { ids } = inputs.passage({ text: '[SEP]' });
    expect(ids.slice(1, -1)).toEqual(tokenizer.encode('[SEP]'));
    expect(ids.filter((id) => id === 3)).toHaveLength(1);
  });
});

describe('Inputs.query()', () => {
  test('accepts a query that fills the limit, including control tokens', () => {
    expect(inputs.query(words(6)).ids).toHaveLength(8);
  });

  test('refuses a longer one with limit and count, and never truncates', () => {
    expect(() => inputs.query(words(7))).toThrow(
      expect.objectContaining({
        code: 'query-too-long',
        message: 'Expected a query of at most 8 tokens, got 9',
        details: { limit: 8, count: 9 },
      }) as Error,
    );
  });
});

describe('Inputs.query() with an expansion', () => {
  const paper = tokenizer.encode('paper');

  test('reads the texts after the query, by its template and with its prefix', () => {
    const own = cardOf();
    const template = { ...own.template, query: [{ id: 7 }, { field: 'query' as const }], before: { query: 'bread ' } };
    const prefixed = new Inputs(tokenizer, cardOf({ template, limits: { query: 8, passage: 30 } }));
    expect(prefixed.query('bread', ['paper', 'bread'])).toEqual({
      ids: [7, bread, bread, ...paper, bread],
      types: new Array<number>(4 + paper.length).fill(0),
      truncatedTokens: 0,
    });
  });

  test('gives each text the same share of what the query leaves of a passage’s limit', () => {
    const { ids } = inputs.query(words(3), [words(9), words(9)]); // 10 − 2 control tokens − 3
    expect(ids).toHaveLength(2 + 3 + 2 * 2);
    expect(inputs.query(words(6), [words(9), words(9), words(9)]).ids).toHaveLength(2 + 6);
  });

  test('never cuts the query', () => {
    expect(() => inputs.query(words(7), ['paper'])).toThrow('Expected a query of at most 8 tokens, got 9');
  });
});

describe('Inputs.pair()', () => {
  test('gives each field its token type', () => {
    const { ids, types } = inputs.pair('bread', { text: 'bread' });
    expect(ids).toEqual([2, bread, 3, bread, 3]);
    expect(types).toEqual([0, 0, 0, 1, 1]);
  });

  test('gives the passage the tokens that the query leaves within the pair limit', () => {
    for (const length of [1, 3, 6]) {
      const { ids, truncatedTokens } = inputs.pair(words(length), { text: words(20) });
      expect(ids).toHaveLength(16);
      expect(truncatedTokens).toBe(20 - (16 - 3 - length));
    }
  });

  test('limits the query as if it were encoded alone', () => {
    expect(() => inputs.pair(words(7), { text: '' })).toThrow(
      expect.objectContaining({ details: { limit: 8, count: 9 } }) as Error,
    );
  });

  test('uses the passage’s limit without a pair limit', () => {
    const card = cardOf({ limits: { query: 8, passage: 10 } });
    expect(new Inputs(tokenizer, card).pair(words(2), { text: words(20) }).ids).toHaveLength(10);
  });
});

describe('Inputs', () => {
  test.each(['query', 'passage', 'pair'] as const)('names the %s template if it is missing', (kind) => {
    const bare = new Inputs(tokenizer, cardOf({ template: {} }));
    const read = {
      query: () => bare.query('a'),
      passage: () => bare.passage({ text: 'a' }),
      pair: () => bare.pair('a', { text: '' }),
    };
    expect(read[kind]).toThrow(
      expect.objectContaining({
        code: 'model-invalid',
        message: `Expected the card of small to have a ${kind} template`,
      }) as Error,
    );
  });

  test('count() counts the text alone', () => {
    expect(inputs.count(words(20))).toBe(20);
    expect(inputs.count('')).toBe(0);
  });
});

describe('inputText()', () => {
  test('puts a title on a line of its own', () => {
    expect(passageText({ title: 'A', text: 'b' })).toBe('A\nb');
    expect(passageText({ title: '', text: 'b' })).toBe('b');
    expect(passageText({ text: 'b' })).toBe('b');
  });
});
