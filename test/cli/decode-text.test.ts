import { describe, expect, test } from 'vitest';
import { decodeText } from '../../src/cli/decode-text';

const text = 'Crème brûlée costs £5. “Quoted” – naïve.\nZürich\n';
const latin = (given: string): Uint8Array => Uint8Array.from(given, (letter) => letter.charCodeAt(0));
const utf16 = (given: string, littleEndian: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(given.length * 2));
  for (let i = 0; i < given.length; i++) view.setUint16(i * 2, given.charCodeAt(i), littleEndian);
  return new Uint8Array(view.buffer);
};

describe('decodeText()', () => {
  test.each<[what: string, bytes: Uint8Array]>([
    ['UTF-8', new TextEncoder().encode(text)],
    ['UTF-8 with a mark', new TextEncoder().encode(`\uFEFF${text}`)],
    ['UTF-16 with a mark', utf16(`\uFEFF${text}`, true)],
    ['big-endian UTF-16 with a mark', utf16(`\uFEFF${text}`, false)],
    ['UTF-16', utf16(text, true)],
    ['big-endian UTF-16', utf16(text, false)],
  ])('reads %s without a warning', (_, bytes) => {
    expect(decodeText(bytes)).toEqual({ text });
  });

  test('reads no bytes as an empty text', () => {
    expect(decodeText(new Uint8Array())).toEqual({ text: '' });
  });

  test('reads Windows-1252 with a warning', () => {
    const bytes = latin(
      'Cr\xe8me br\xfbl\xe9e costs \xa35. \x93Quoted\x94 \x96 na\xefve, 20\xb0, 3\xbd m\xb2, \xabici\xbb',
    );
    const decoded = decodeText(bytes);
    expect(decoded.text).toBe('Crème brûlée costs £5. “Quoted” – naïve, 20°, 3½ m², «ici»');
    expect(decoded.warning).toMatch(/read as Windows-1252/);
  });

  test('keeps the words of a UTF-8 file with a wrong byte', () => {
    const bytes = Uint8Array.from([
      ...new TextEncoder().encode('Zürich café '),
      0xff,
      ...new TextEncoder().encode(' naïve'),
    ]);
    expect(decodeText(bytes)).toEqual({
      text: 'Zürich café \uFFFD naïve',
      warning: '1 character is not UTF-8 and cannot be read',
    });
  });

  test.each<[what: string, bytes: Uint8Array, reason: RegExp]>([
    ['binary data', Uint8Array.of(0x89, 0x50, 0, 0, 7, 0xd, 0, 1, 2), /NUL bytes, so it is not text/],
    ['UTF-32', Uint8Array.of(0xff, 0xfe, 0, 0, 65, 0, 0, 0), /UTF-32; convert it to UTF-8/],
    ['Shift-JIS', latin('\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x95\xb6\x81\x42'), /not known/],
    ['GBK', latin('\xd6\xd0\xce\xc4\xb5\xc4\xce\xc4\xb1\xbe'), /not known/],
    ['Windows-1251', latin('\xcf\xf0\xe8\xe2\xe5\xf2, \xec\xe8\xf0'), /not known/],
    ['ISO 8859-2', latin('W\xb3adys\xb3aw mia\xb3 \xbfycie i w\xb1sy'), /not known/],
  ])('refuses %s', (_, bytes, reason) => {
    expect(() => decodeText(bytes)).toThrow(reason);
  });
});
