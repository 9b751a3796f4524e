import { describe, expect, it } from 'vitest';
import { parseCode } from '../../../src/demo/worker/parse/code';
import { blocksOfHtml } from '../../../src/demo/worker/parse/html';
import { kindOf } from '../../../src/demo/worker/parse/kind-of';
import { parseMarkdown } from '../../../src/demo/worker/parse/markdown';
import { parsePlain } from '../../../src/demo/worker/parse/plain';
import { parseTable } from '../../../src/demo/worker/parse/table';
import type { Parser } from '../../../src/demo/worker/parse/parser';

const context = { signal: new AbortController().signal, onProgress: () => undefined };
const blocks = async (parse: Parser, content: BlobPart) => (await parse(new Blob([content]), context)).blocks;

describe('parsePlain()', () => {
  it('splits paragraphs at blank lines and joins wrapped lines', async () => {
    expect((await blocks(parsePlain, 'one\ntwo\r\n\r\n three ')).map(({ text }) => text)).toEqual(['one two', 'three']);
  });

  it('reads UTF-16 with a byte order mark, and Windows-1252 when the bytes are not valid UTF-8', async () => {
    const utf16 = new Uint8Array([0xff, 0xfe, 0xe9, 0x00]);
    expect((await blocks(parsePlain, utf16))[0]?.text).toBe('é');
    expect((await blocks(parsePlain, new Uint8Array([0xe9, 0x74, 0xe9])))[0]?.text).toBe('été');
  });
});

describe('parseMarkdown()', () => {
  it('returns headings with levels, plain text and code, without front matter', async () => {
    const source =
      '---\nlayout: no\n---\n# Top\n\nSome *soft* [words](http://a.b).\n\n## Below\n\n```\nlet a\n```\n- one\n- two';
    expect(await blocks(parseMarkdown, source)).toEqual([
      { kind: 'heading', text: 'Top', level: 1 },
      { kind: 'text', text: 'Some soft words.' },
      { kind: 'heading', text: 'Below', level: 2 },
      { kind: 'code', text: 'let a' },
      { kind: 'text', text: 'one' },
      { kind: 'text', text: 'two' },
    ]);
  });
});

describe('blocksOfHtml()', () => {
  it('removes scripts, styles and navigation, and decodes entities', () => {
    const html = '<head><title>t</title></head><nav>no</nav><script>no</script><p>a &amp; b<br>c</p><style>no</style>';
    expect(blocksOfHtml(html)).toEqual([{ kind: 'text', text: 'a & b c' }]);
  });

  it('keeps the cells of a table row together', () => {
    expect(
      blocksOfHtml('<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>').map(({ text }) => text),
    ).toEqual(['a · b', 'c']);
  });

  it('reads elements that are never closed', () => {
    expect(blocksOfHtml('<p>one<p>two<div>three').map(({ text }) => text)).toEqual(['one', 'two', 'three']);
  });
});

describe('parseTable()', () => {
  it('puts the column name before each value of CSV, also with quotes and line breaks', async () => {
    expect((await blocks(parseTable, 'tool,note\nsaw,"sharp,\nnew"\nvice,\n')).map(({ text }) => text)).toEqual([
      'tool: saw; note: sharp, new',
      'tool: vice',
    ]);
  });

  it('reads one object from each line of JSONL, and names a line that is not JSON', async () => {
    expect((await blocks(parseTable, '{"a": 1}\n{"a": "two", "b": null}')).map(({ text }) => text)).toEqual([
      'a: 1',
      'a: two',
    ]);
    await expect(blocks(parseTable, '{"a": 1}\n{"a"')).rejects.toThrow('Line 2 is not JSON');
  });
});

describe('parseCode()', () => {
  it('starts a section at each definition, with the comment above it', async () => {
    const source = 'import a\n\n// Doubles.\nexport function double(x) {\n  return x * 2;\n}\n\nclass B:\n    pass';
    expect((await blocks(parseCode, source)).map(({ section, text }) => [section, text.split('\n')[0]])).toEqual([
      ['', 'import a'],
      ['export function double', '// Doubles.'],
      ['class B', 'class B:'],
    ]);
  });
});

describe('kindOf()', () => {
  const kind = (path: string, content: BlobPart) => kindOf(path, new Blob([content]));

  it('uses the name, unless the first bytes show another kind', async () => {
    expect(await kind('a.MD', 'x')).toBe('markdown');
    expect(await kind('README', 'x')).toBe('text');
    expect(await kind('a.txt', '%PDF-1.7')).toBe('pdf');
    expect(await kind('a.zip', 'PK\u0003\u0004')).toBeUndefined();
    expect(await kind('a.docx', 'PK\u0003\u0004')).toBe('word');
  });

  it.each([
    ['a.bin', new Uint8Array([1, 0, 2]), 'It contains no text'],
    ['a.pdf', 'hello', 'Its name ends in .pdf'],
    ['a.doc', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0]), 'protected with a password'],
    ['a.odg', 'PK\u0003\u0004', '.odg cannot be read'],
    ['a.txt', '', 'empty'],
  ])('refuses %s with a message', async (path, content, message) => {
    await expect(kind(path, content)).rejects.toThrow(message);
  });
});
