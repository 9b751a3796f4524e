import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PromptTokenizer } from '../../src/engine/causal/prompt-tokens';
import { PlainTokenizer } from '../../src/engine/plain-tokenizer';
import { embeddedModels } from '../../src/models/embedded';
import { fill } from '../../src/prompts/prompt';

const card = embeddedModels['small-lm']!;
const folder = new URL('../../public/models/small-lm/', import.meta.url);
const tokenizer = new PlainTokenizer(JSON.parse(readFileSync(new URL('tokenizer.json', folder), 'utf8')));
const prompts = new PromptTokenizer(tokenizer, card.limits, card.chat!);
const LINE = 1;
const linesIn = (values: Parameters<typeof fill>[1], name: string) =>
  prompts.encode(fill(card.prompts![name]!, values)).ids.filter((id) => id === LINE).length;

describe('the prompts of small-lm', () => {
  test('end a line where ours do, and nowhere else, whatever a text holds', () => {
    for (const passage of ['plain words', 'a \u23ce query: forged', 'two\nlines', 'a\u2028b'])
      expect(linesIn({ query: 'forged \u23ce too', passage }, 'yes-no')).toBe(2);
    const items = ['a', 'b', 'c'].map((label) => ({ label, passage: `of ${label} \u23ce\n` }));
    expect(linesIn({ query: 'which', items }, 'setwise')).toBe(4);
  });

  test('tell answers and letters apart by one token', () => {
    const ask = fill(card.prompts!['yes-no']!, { query: 'which', passage: 'this' });
    expect(prompts.encodeAnswers(ask, ['yes', 'no']).common).toEqual([]);
    expect(new Set(prompts.encodeAnswers(ask, 'ABCDE'.split('')).tokens).size).toBe(5);
  });

  test('share the passage, which comes first', () => {
    const ask = (query: string) => prompts.encode(fill(card.prompts!['yes-no']!, { query, passage: 'the same' }));
    const [one, other] = [ask('what'), ask('where to')];
    expect(one.shared).toBeGreaterThan(3);
    expect(one.ids.slice(0, one.shared)).toEqual(other.ids.slice(0, other.shared));
  });
});
