import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCard } from '../../src/models/parse-card';

type Json = Record<string, unknown>;
const file = new URL('../fixtures/models/tiny-qwen/card.json', import.meta.url);
const sound = () => JSON.parse(readFileSync(file, 'utf8')) as Json;
const own = { name: 'yes-no', system: 'Judge.', user: 'Q: {query}\nP: {passage}', fields: ['query', 'passage'] };
const answer = { slot: 'answer' };

describe('parseCard() of a language model', () => {
  test('accepts a chat template, a decoder and prompts', () => {
    const card = { ...sound(), prompts: { 'yes-no': own } };
    expect(parseCard(card)).toBe(card);
  });

  test.each<[Json, string]>([
    [{ chat: undefined }, 'Expected `chat.parts` to be an array, got undefined'],
    [{ chat: { parts: [{ role: 'user' }], stop: [] } }, 'Expected `chat.parts[0]` to be an id, a text or a slot'],
    [
      { chat: { parts: [answer, { slot: 'user' }], stop: [] } },
      'Expected `chat.parts` to have a user slot and end with the answer',
    ],
    [{ chat: { parts: [answer], stop: [] } }, 'Expected `chat.parts` to have a user slot'],
    [
      { chat: { parts: [{ slot: 'user' }, answer], stop: ['</s>'] } },
      'Expected `chat.stop` to be an array of token ids',
    ],
    [{ chat: { parts: [null, answer], stop: [] } }, 'Expected `chat.parts[0]` to be an id, a text or a slot'],
    [{ prompts: null }, 'Expected `prompts` to be an object, got null'],
    [{ prompts: { 'yes-no': null } }, 'Expected `prompts.yes-no` to be an object, got null'],
    [{ prompts: { 'yes-no': { ...own, item: 1 } } }, 'Expected `prompts.yes-no.item` to be a string, got 1'],
    [
      { prompts: { 'yes-no': { ...own, name: 'graded' } } },
      'Expected `prompts.yes-no.name` to be yes-no, got "graded"',
    ],
    [{ decoder: { layers: 2, keyHeads: 0, size: 8 } }, 'Expected `decoder.keyHeads` to be a positive integer, got 0'],
    [
      { decoder: { layers: 2, keyHeads: 1, size: 8, tokens: [5] } },
      'Expected `decoder.tokens` to be an array of two token ids or more, got [5]',
    ],
    [{ prompts: { 'yes-or-no': own } }, 'Expected `prompts` to be named yes-no, graded, '],
    [{ prompts: { 'yes-no': { ...own, user: 3 } } }, 'Expected `prompts.yes-no.user` to be a string, got 3'],
    [
      { prompts: { 'yes-no': { ...own, fields: ['score'] } } },
      'Expected `prompts.yes-no.fields` to be among query, passage, instruction, got "score"',
    ],
    [
      { prompts: { 'yes-no': { ...own, user: '{passage} {query}' } } },
      'Expected the prompt yes-no to end the line after {passage}',
    ],
  ])('refuses %j', (changes, message) => {
    expect(() => parseCard({ ...sound(), ...changes })).toThrow(message);
  });
});
