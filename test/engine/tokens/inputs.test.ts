import { describe, expect, test } from 'vitest';
import { Inputs, inputText } from '../../../src/engine/tokens/inputs';
import { cardOf } from '../cards';
import { plainTokenizer } from './tokenizers';

const tokenizer = plainTokenizer('wordpiece');
const inputs = new Inputs(tokenizer, cardOf());
/** One token each. */
const words = (count: number) => Array.from({ length: count }, () => 'bread').join(' ');
const [bread] = tokenizer.encode('bread') as [number];

describe('Inputs.passage()', () => {
  test('places control ids by the template', () => {
    expect(inputs.passage({ text: 'bread' })).toEqual({ ids: [2, bread, 3], types: [0, 0, 0], truncatedTokens: 0 });
  });

  test('fills the limit without cutting, and counts what is cut beyond it', () => {
    expect(inputs.passage({ text: words(8) })).toMatchObject({ truncatedTokens: 0 });
    const { ids, truncatedTokens } = inputs.passage({ text: words(11) });
    expect(ids).toEqual([2, ...Array<number>(8).fill(bread), 3]);
    expect(truncatedTokens).toBe(3);
  });

  test('of an empty text is its control ids alone', () => {
    expect(inputs.passage({ text: '' })).toEqual({ ids: [2, 3], types: [0, 0], truncatedTokens: 0 });
  });

  test('reads the title before the text', () => {
    const titled = inputs.passage({ title: 'bread', text: 'paper' });
    expect(titled.ids).toEqual([2, bread, ...tokenizer.encode('paper'), 3]);
  });

  test('takes the names of control tokens as plain text', () => {
    const { ids } = inputs.passage({ text: '[SEP]' });
    expect(ids.slice(1, -1)).toEqual(tokenizer.encode('[SEP]'));
    expect(ids.filter((id) => id === 3)).toHaveLength(1);
  });
});

describe('Inputs.query()', () => {
  test('takes a query that fills the limit, control ids included', () => {
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

describe('Inputs.pair()', () => {
  test('gives each field its token type', () => {
    const { ids, types } = inputs.pair('bread', { text: 'bread' });
    expect(ids).toEqual([2, bread, 3, bread, 3]);
    expect(types).toEqual([0, 0, 0, 1, 1]);
  });

  test('gives the passage what the query leaves of the pair limit', () => {
    for (const length of [1, 3, 6]) {
      const { ids, truncatedTokens } = inputs.pair(words(length), { text: words(20) });
      expect(ids).toHaveLength(16);
      expect(truncatedTokens).toBe(20 - (16 - 3 - length));
    }
  });

  test('holds the query to the limit that it has alone', () => {
    expect(() => inputs.pair(words(7), { text: '' })).toThrow(
      expect.objectContaining({ details: { limit: 8, count: 9 } }) as Error,
    );
  });

  test('without a pair limit keeps to the passage’s', () => {
    const card = cardOf({ limits: { query: 8, passage: 10 } });
    expect(new Inputs(tokenizer, card).pair(words(2), { text: words(20) }).ids).toHaveLength(10);
  });
});

describe('Inputs', () => {
  test.each(['query', 'passage', 'pair'] as const)('needs a %s template and says so', (kind) => {
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

describe('readAs()', () => {
  test('puts a title on a line of its own', () => {
    expect(inputText({ title: 'A', text: 'b' })).toBe('A\nb');
    expect(inputText({ title: '', text: 'b' })).toBe('b');
    expect(inputText({ text: 'b' })).toBe('b');
  });
});
