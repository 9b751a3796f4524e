/** @file The code pages that rich text names, and the lengths of their characters. */
import { labelOf } from './encoding';

/** The code pages of a font's character set. */
export const CODE_PAGES: Readonly<Record<number, string>> = {
  77: 'macintosh',
  128: 'cp932',
  129: 'cp949',
  134: 'cp936',
  136: 'cp950',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
};
/** The code pages of Windows whose encodings have another name (learn.microsoft.com, "Code Page Identifiers"). */
const NAMED_PAGES: Readonly<Record<number, string>> = {
  1200: 'windows-1252', // UTF-16, whose characters no byte stands for
  10000: 'macintosh',
  10001: 'shift_jis',
  10002: 'big5',
  10003: 'euc-kr',
  10007: 'x-mac-cyrillic',
  10008: 'gbk',
  20127: 'windows-1252',
  20866: 'koi8-r',
  20932: 'euc-jp',
  21866: 'koi8-u',
  51932: 'euc-jp',
  51936: 'gbk',
  51949: 'euc-kr',
  54936: 'gb18030',
  65001: 'utf-8',
};
/** The code page of a part of ISO 8859 is this number plus the part's. */
const ISO_8859 = 28590;

/** The encoding of a code page of Windows, or `cp` with its number if none is known for it. 0 names no page. */
export function encodingOfPage(page: number): string {
  if (page === 0) return 'windows-1252';
  const part = page - ISO_8859;
  return (
    NAMED_PAGES[page] ??
    labelOf(`iso-8859-${part}`) ??
    labelOf(`windows-${page}`) ??
    labelOf(`cp${page}`) ??
    `cp${page}`
  );
}

/** How many bytes the character at this place has (WHATWG Encoding). */
export function lengthAt(encoding: string, bytes: readonly number[], at: number): number {
  const first = bytes[at]!;
  const second = bytes[at + 1] ?? 0;
  if (first <= 0x80 || first === 0xff) return 1;
  if (encoding === 'shift_jis') return (first > 0x9f && first < 0xe0) || first > 0xfc ? 1 : 2;
  return encoding === 'gb18030' && second >= 0x30 && second <= 0x39 ? 4 : 2;
}

/** The encodings whose letters of ASCII may be the second byte of a character. */
export const MULTI_BYTE = new Set(['shift_jis', 'gbk', 'gb18030', 'big5', 'euc-kr']);
