/**
 * @file Restores the ligatures of old TeX fonts. Their glyphs have the codes 11 to 15 and no names, so that pdf.js
 * reads "de ned" for "defined". The glyphs of the page's drawing instructions say where they stand.
 */
import { OPS, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import type { TextContent } from 'pdfjs-dist/types/src/display/api';

const LIGATURES: Readonly<Record<string, string>> = {
  '\u000b': 'ff',
  '\u000c': 'fi',
  '\u000d': 'fl',
  '\u000e': 'ffi',
  '\u000f': 'ffl',
};

type Glyph = {
  readonly text: string;
  readonly isLigature: boolean;
  /** Whether white space precedes it on the page. */
  readonly isParted: boolean;
  /** The drawing instruction that it belongs to. */
  readonly run: number;
};
type Drawn = { readonly unicode?: string } | number | null;

/** A gap of this many thousandths of the letter size is a space. */
const SPACE = 180;

/** The glyphs of a page in the order of drawing, without spaces. */
export async function glyphsOf(page: PDFPageProxy): Promise<Glyph[]> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const glyphs: Glyph[] = [];
  fnArray.forEach((operation, run) => {
    if (operation !== OPS.showText) return;
    const [drawn] = argsArray[run] as [readonly Drawn[]];
    let isParted = true;
    for (const each of drawn) {
      if (typeof each === 'number') isParted ||= each < -SPACE;
      else if (each?.unicode !== undefined) {
        const ligature = LIGATURES[each.unicode];
        const text = ligature ?? each.unicode.normalize('NFKC').replace(/\s/g, '');
        if (text === '') isParted = true;
        else {
          glyphs.push({ text, isLigature: ligature !== undefined, isParted, run });
          isParted = false;
        }
      }
    }
  });
  return glyphs;
}

/** Parts of frequent words whose ligature is missing. */
const SIGN =
  /\b(?:de ne[ds]?|de ni|speci [ce]|speci ed|speci es|di er|the rst|con gu|signi c|e ect|su ci|coe ci|e ci|modi e|[Ff] gure|nd the|the ow|re ec)/;

/** Whether a text looks as if its ligatures were lost. Without this sign no page is examined, which takes time. */
export function lacksLigatures(items: TextContent['items']): boolean {
  return items.some((item) => 'str' in item && SIGN.test(item.str));
}

/** The ligatures of later TeX fonts (T1) come through as control characters. */
export function withT1Ligatures(items: TextContent['items']): TextContent['items'] {
  return items.map((item) =>
    'str' in item && /[\u001b-\u001f]/.test(item.str)
      ? { ...item, str: item.str.replace(/[\u001b-\u001f]/g, (code) => T1[code] ?? '') }
      : item,
  );
}

const T1: Readonly<Record<string, string>> = {
  '\u001b': 'ff',
  '\u001c': 'fi',
  '\u001d': 'fl',
  '\u001e': 'ffi',
  '\u001f': 'ffl',
};

/** The items with their ligatures, or as they are where they do not follow the order of drawing. */
export function withLigatures(items: TextContent['items'], glyphs: readonly Glyph[]): TextContent['items'] {
  const texts: string[] = [];
  let at = 0;
  let rest = '';
  for (const item of items) {
    let text = '';
    for (const letter of 'str' in item ? item.str.normalize('NFKC') : '') {
      if (/\s/.test(letter)) {
        text += letter;
        continue;
      }
      while (rest === '' && glyphs[at]?.isLigature === true) {
        const glyph = glyphs[at]!;
        const isOfLast = text.trim() === '' && texts.length > 0 && glyphs[at - 1]?.run === glyph.run;
        if (isOfLast && glyphs[at + 1]?.run !== glyph.run) texts[texts.length - 1] = joined(texts.at(-1)!, glyph);
        else text = joined(text, glyph);
        at += 1;
        if (glyphs[at]?.isParted === true && glyphs[at]?.isLigature !== true) text += ' ';
      }
      rest ||= glyphs[at++]?.text ?? '';
      const next = /^./su.exec(rest)?.[0];
      if (next !== letter) return items;
      rest = rest.slice(letter.length);
      text += letter;
    }
    texts.push(text);
  }
  return items.map((item, index) => ('str' in item ? { ...item, str: texts[index]! } : item));
}

/** pdf.js has put a space in the place of the ligature. */
function joined(text: string, { text: ligature, isParted }: Glyph): string {
  const before = text.trimEnd();
  return `${before}${isParted && before !== '' ? ' ' : ''}${ligature}`;
}
