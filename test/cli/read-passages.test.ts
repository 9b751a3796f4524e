import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePassages, readPassages } from '../../src/cli/read-passages';

describe('parsePassages()', () => {
  it('reads a line of .txt unchanged, even if it looks like JSON', () => {
    expect(parsePassages('a b\n\n{"text":"x"}\r\n', 'p.txt')).toEqual([{ text: 'a b' }, { text: '{"text":"x"}' }]);
  });

  it('reads id, title and text of .jsonl, where null counts as absent', () => {
    const text = '{"id":"a","title":"T","text":"x"}\n{"id":7,"title":null,"text":""}\n';
    expect(parsePassages(text, 'P.JSONL')).toEqual([
      { id: 'a', title: 'T', text: 'x' },
      { id: '7', text: '' },
    ]);
  });

  it.each([
    ['no text', '{"text":"x"}\n{"id":"a"}', ':2: Expected "text" to be a string, got `undefined`'],
    ['a text that is no string', '{"text":["x"]}', ':1: Expected "text" to be a string, got `["x"]`'],
    ['a score that is no number', '{"text":"x","score":"9"}', ':1: Expected "score" to be a number, got `9`'],
    ['an id that is no string', '{"id":{},"text":"x"}', ':1: Expected "id" to be a string, got `{}`'],
    ['a line that is no JSON', '\n<html>', ':2: Expected a JSON object, got `<html>`'],
  ])('throws SyntaxError with file and line for %s', (_, text, message) => {
    expect(() => parsePassages(text, 'p.jsonl')).toThrow(new SyntaxError(`p.jsonl${message}`));
  });

  it('reads files with other names as JSONL where the first non-blank line is an object with a text', () => {
    expect(parsePassages('\n{"text":"x"}', 'stdin')).toEqual([{ text: 'x' }]);
    expect(() => parsePassages('{"text":"x"}\nplain', 'stdin')).toThrow('stdin:2: Expected a JSON object');
  });

  it.each(['{"id":"a"}', '["text"]', '{ open', 'plain'])(
    'reads files with other names as plain lines where the first line is %s',
    (first) => {
      expect(parsePassages(`${first}\n{"text":"x"}`, 'stdin')).toEqual([{ text: first }, { text: '{"text":"x"}' }]);
    },
  );

  it('reads back any texts that were written as JSONL', () => {
    const passage = fc.record(
      { id: fc.string(), title: fc.string(), text: fc.string({ unit: 'binary' }) },
      { requiredKeys: ['text'] },
    );
    fc.assert(
      fc.property(fc.array(passage), (passages) => {
        const lines = passages.map((one) => JSON.stringify(one)).join('\n');
        expect(parsePassages(lines, 'stdin')).toEqual(passages);
      }),
    );
  });
});

describe('readPassages()', () => {
  it('joins characters that are split between chunks of stdin', async () => {
    const bytes = new TextEncoder().encode('größe 🐝');
    const chunks = async function* (): AsyncGenerator<Uint8Array, void, void> {
      for (const byte of bytes) yield await Promise.resolve(Uint8Array.of(byte));
    };
    expect(await readPassages('-', chunks())).toEqual([{ text: 'größe 🐝' }]);
  });
});
