import { describe, expect, it } from 'vitest';
import { nonBlankLines, parseJsonLine, quote } from '../../src/eval/lines';

describe('nonBlankLines()', () => {
  it('numbers lines from 1 and counts the blank lines that it skips', () => {
    expect(nonBlankLines('a\n\n \nb\n')).toEqual([
      { number: 1, text: 'a' },
      { number: 4, text: 'b' },
    ]);
  });

  it('reads CRLF as one line end and removes a byte order mark', () => {
    expect(nonBlankLines('\uFEFFa\r\nb').map((line) => line.text)).toEqual(['a', 'b']);
  });

  it('does not break at other separators', () => {
    expect(nonBlankLines('a\u2028b\u0085c\vd')).toHaveLength(1);
  });
});

describe('parseJsonLine()', () => {
  it.each(['nonsense', '[1]', 'null', '"text"', '{"open":'])('names file and line for %s', (text) => {
    expect(() => parseJsonLine({ number: 7, text }, 'f.jsonl')).toThrow(/^f\.jsonl:7: Expected a JSON object, got/);
  });
});

describe('quote()', () => {
  it('cuts a long value and prints undefined', () => {
    expect(quote('a'.repeat(100))).toBe(`${'a'.repeat(60)}…`);
    expect(quote(undefined)).toBe('undefined');
    expect(quote(3)).toBe('3');
  });
});
