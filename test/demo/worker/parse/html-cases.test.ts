import { describe, expect, it } from 'vitest';
import { blocksOfHtml } from '../../../../src/demo/worker/parse/html';
import { readFile } from '../../../../src/demo/worker/read-file';

const texts = (html: string) => blocksOfHtml(html).map(({ text }) => text);
const blocks = async (path: string, content: BlobPart) => {
  const context = { signal: new AbortController().signal, onProgress: () => undefined };
  const found = await readFile({ path, file: new Blob([content]) }, undefined, context);
  if (typeof found === 'string') throw new TypeError(`Expected a document, got ${found}`);
  const { text, blocks: spans } = found.content;
  return spans.map(({ kind, start, end }) => [kind, text.slice(start, end)]);
};

describe('blocksOfHtml()', () => {
  it.each([
    ['<!doctype html><head><title>x</title></head><p>Compass.', ['Compass.']],
    ['<!doctype html><head><title>x</title><p>Compass.', ['Compass.']],
    ['<p>a</p><iframe/><p>b</p><object/><p>c</p>', ['a', 'b', 'c']],
    ['<p><big>G</big>alley and <acronym>SOS</acronym> <my-tag>here</my-tag></p>', ['Galley and SOS here']],
    ['<p>har&shy;bour</p>', ['har\u00adbour']],
    [
      '<table><tr><td><p>Norland</p></td><td><p>Cable</p></td><td><p>12</p></td></tr></table>',
      ['Norland · Cable · 12'],
    ],
    ['<table><tr><td>A</td><td>B</td></tr></table>', ['A · B']],
    ['<p>one<p hidden>no<p>two', ['one', 'two']],
    ['The <ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby> sign stays.', ['The 漢 (kan) sign stays.']],
    ['The <ruby>漢<rt>kan</ruby> sign stays.', ['The 漢 (kan) sign stays.']],
    ['<ruby>振<rt>ふ</rt>り<rt></rt>仮<rt>が</rt>名<rt>な</rt></ruby>です', ['振り仮名 (ふがな) です']],
    ['A reading <rt>without</rt> ruby stays.', ['A reading without ruby stays.']],
  ])('keeps all text of %s', (html, expected) => {
    expect(texts(html)).toEqual(expected);
  });

  it('reads XHTML with empty elements as XML', () => {
    const page =
      '<html xmlns="http://www.w3.org/1999/xhtml"><head><script src="a.js"/></head><body><p>Sextant.</p></body></html>';
    expect(texts(page)).toEqual(['Sextant.']);
  });

  it('reads the named characters of HTML in XHTML too', () => {
    const page =
      '<html xmlns="http://www.w3.org/1999/xhtml"><p>caf&eacute;&nbsp;au&#160;lait &lt;b&gt; &amp;uuml; &unknown;</p></html>';
    expect(texts(page)).toEqual(['café au lait <b> &uuml; &unknown;']);
  });

  it('has the title of a page that has no main heading', async () => {
    expect(await blocks('a.html', '<title>Tides &amp; moons</title><h2>Spring</h2><p>High.')).toEqual([
      ['heading', 'Tides & moons'],
      ['heading', 'Spring'],
      ['text', 'High.'],
    ]);
    expect(await blocks('a.html', '<title>Site</title><h1>Tides</h1><p>High.')).toEqual([
      ['heading', 'Tides'],
      ['text', 'High.'],
    ]);
  });
});
