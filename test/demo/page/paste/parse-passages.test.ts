import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPassages, parsePassages } from '../../../../src/demo/page/paste/parse-passages';

const passagesOf = (source: string) => parsePassages(source).map(({ passage: { title, text } }) => ({ title, text }));

describe('parsePassages()', () => {
  it('splits passages at blank lines, also lines of white space', () => {
    expect(passagesOf('one\n\ntwo\n \t\n\n\nthree\n').map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });

  it('reads a first line that starts with "# " as the title', () => {
    expect(passagesOf('# Tides\nThe moon\npulls.')).toEqual([{ title: 'Tides', text: 'The moon pulls.' }]);
  });

  it('keeps a "#" that does not start a heading', () => {
    expect(passagesOf('#tag first\n\n# \n\nsecond line\n# not first').map(({ title }) => title)).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('keeps a title without text', () => {
    expect(passagesOf('# Alone')).toEqual([{ title: 'Alone', text: '' }]);
  });

  it('reads the line ends of every system alike', () => {
    expect(passagesOf('# A\r\nx\r\n\r\ny\r\ry z')).toEqual(passagesOf('# A\nx\n\ny\n\ny z'));
  });

  it('returns no passages for blank text', () => {
    expect(parsePassages(' \n\n\t\n')).toEqual([]);
  });

  it('gives equal passages different keys, and the same keys every time', () => {
    const keys = parsePassages('twin\n\ntwin\n\ntwin').map(({ key }) => key);
    expect(new Set(keys).size).toBe(3);
    expect(parsePassages('twin\n\ntwin\n\ntwin').map(({ key }) => key)).toEqual(keys);
  });

  it('keeps the key of a passage when another one changes', () => {
    const [, before] = parsePassages('first\n\nsecond');
    const [, after] = parsePassages('first, edited\n\nsecond');
    expect(after?.key).toBe(before?.key);
  });

  it('gives unique keys for any text', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', '\n', '\n\n', '1', '# ', ' ')), (pieces) => {
        const keys = parsePassages(pieces.join('')).map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('reads back what formatPassages() wrote', () => {
    const passages = [
      { title: 'A', text: 'one' },
      { title: undefined, text: 'two' },
      { title: 'C', text: '' },
    ];
    const written = formatPassages(
      passages.map(({ title, text }) => (title === undefined ? { text } : { title, text })),
    );
    expect(passagesOf(written)).toEqual(passages);
  });
});
