/**
 * @file Detects the scripts of a text, and the scripts that a model supports, by Unicode's `Script` property. Languages
 * of the same script are not distinguished: German text counts as supported by a model for English.
 */

/** The languages (ISO 639-1) that are written in each script. */
const LANGUAGES = {
  Latin:
    'af az bs ca cs cy da de en eo es et eu fi fo fr fy ga gd gl ha hr ht hu id ig is it jv ku la lb lt lv mg mi ms mt nb nl nn no ' +
    'ny oc om pl pt rm ro rw sk sl sm sn so sq sr st su sv sw tk tl tn tr ts uz vi wo xh yo zu',
  Cyrillic: 'ab ba be bg ce cv kk ky mk mn os ru sr tg tt uk uz',
  Han: 'ja ko zh',
  Arabic: 'ar fa ku ps sd ug ur',
  Devanagari: 'hi mr ne sa',
  Hangul: 'ko',
  Hiragana: 'ja',
  Katakana: 'ja',
  Bopomofo: 'zh',
  Greek: 'el',
  Hebrew: 'he yi',
  Thai: 'th',
  Bengali: 'as bn',
  Tamil: 'ta',
  Telugu: 'te',
  Kannada: 'kn',
  Malayalam: 'ml',
  Gujarati: 'gu',
  Gurmukhi: 'pa',
  Oriya: 'or',
  Sinhala: 'si',
  Khmer: 'km',
  Lao: 'lo',
  Myanmar: 'my',
  Tibetan: 'bo dz',
  Mongolian: 'mn',
  Ethiopic: 'am ti',
  Georgian: 'ka',
  Armenian: 'hy',
  Thaana: 'dv',
} as const;

export type Script = keyof typeof LANGUAGES | 'another script';

const SCRIPTS = Object.keys(LANGUAGES) as (keyof typeof LANGUAGES)[];

/**
 * Number of UTF-16 units of a text that are read: enough to decide, and few enough for thousands of passages on the
 * main thread.
 */
export const READ_UNITS = 250;

/**
 * The scripts of `languages`, which are ISO 639-1 codes, optionally with a region or variant after a hyphen. The result
 * is undefined if it is not known: for `*`, which means any language, and for languages that are not in the table.
 */
export function scriptsOf(languages: readonly string[]): ReadonlySet<Script> | undefined {
  const found = languages.map((language) => SCRIPTS.filter((script) => isWrittenIn(language, script)));
  if (found.length === 0 || found.some((scripts) => scripts.length === 0)) return undefined;
  return new Set(found.flat());
}

function isWrittenIn(language: string, script: keyof typeof LANGUAGES): boolean {
  return LANGUAGES[script].split(' ').includes(language.toLowerCase().split('-')[0]!);
}

/** All ASCII letters are Latin. */
const ASCII = /^[\0-\x7f]*$/;

/**
 * The most frequent script outside `scripts`, if more than half of the text's letters are outside them. Digits, marks,
 * symbols and characters that scripts share are not counted as letters, so a text of those alone has no script. Only
 * the beginning is read.
 */
export function foreignScript(text: string, scripts: ReadonlySet<Script>): Script | undefined {
  const beginning = text.slice(0, READ_UNITS);
  if (scripts.has('Latin') && ASCII.test(beginning)) return undefined; // a hundred times faster, for most texts
  const counts = countLetters(beginning);
  const foreign = counts.map((count, script) => (scripts.has(nameOf(script)) ? 0 : count));
  return sum(foreign) * 2 > sum(counts) ? nameOf(foreign.indexOf(Math.max(...foreign))) : undefined;
}

function nameOf(script: number): Script {
  return SCRIPTS[script] ?? 'another script';
}

function sum(counts: Uint32Array): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** Characters from this code point on are not looked up, because none of them is a letter. */
const CODES = 2 ** 18;
/**
 * These values stand for a script that is not in the table, for characters that are not letters, and for ones not
 * looked up yet.
 */
const OTHER = SCRIPTS.length;
const NO_LETTER = OTHER + 1;
const UNKNOWN = 255;

/** Index in `SCRIPTS` by code point. Each character is looked up once, because a list of passages has many letters. */
let known: Uint8Array | undefined;

/** The number of letters in each of `SCRIPTS`, followed by the number in other scripts. */
function countLetters(text: string): Uint32Array {
  known ??= new Uint8Array(CODES).fill(UNKNOWN);
  const counts = new Uint32Array(NO_LETTER + 1);
  for (let index = 0; index < text.length; index++) {
    const code = text.codePointAt(index)!;
    if (code > 0xffff) index++;
    if (code >= CODES) continue;
    if (known[code] === UNKNOWN) known[code] = lookUp(String.fromCodePoint(code));
    counts[known[code]!]!++;
  }
  return counts.subarray(0, NO_LETTER);
}

const PATTERNS = SCRIPTS.map((script) => new RegExp(`\\p{Script=${script}}`, 'u'));

function lookUp(character: string): number {
  if (!/\p{L}/u.test(character) || /[\p{Script=Common}\p{Script=Inherited}]/u.test(character)) return NO_LETTER;
  const script = PATTERNS.findIndex((pattern) => pattern.test(character));
  return script < 0 ? OTHER : script;
}
