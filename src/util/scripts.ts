/**
 * @file Which scripts a text is written in, and which ones a model reads, by Unicode's `Script` property. A language is not told
 * from another of the same script: German is as good as English here.
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

/** Read of a text, in UTF-16 units: enough to tell, and short enough for thousands of passages on a page's main thread. */
export const READ_UNITS = 250;

/**
 * The scripts of `languages`, each an ISO 639-1 code, a region or variant behind a hyphen allowed; `undefined` where nothing can be
 * said of them: `*` stands for any language, and of one that is not in the table the script is not known.
 */
export function scriptsOf(languages: readonly string[]): ReadonlySet<Script> | undefined {
  const found = languages.map((language) => SCRIPTS.filter((script) => isWrittenIn(language, script)));
  if (found.length === 0 || found.some((scripts) => scripts.length === 0)) return undefined;
  return new Set(found.flat());
}

function isWrittenIn(language: string, script: keyof typeof LANGUAGES): boolean {
  return LANGUAGES[script].split(' ').includes(language.toLowerCase().split('-')[0]!);
}

/** Its letters are all Latin. */

const ASCII = /^[\0-\x7f]*$/;

/**
 * The script that most letters outside of `scripts` are in, where more than half of a text's letters are outside. Digits, marks,
 * symbols and what all scripts share are no letters here: a text of those alone is in no script. Goes by the text's beginning.
 */
export function foreignScript(text: string, scripts: ReadonlySet<Script>): Script | undefined {
  const beginning = text.slice(0, READ_UNITS);
  if (scripts.has('Latin') && ASCII.test(beginning)) return undefined; // most texts, a hundred times sooner
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

/** Characters below have a script that is looked up; no letter is in use above. */
const CODES = 2 ** 18;
/** In place of a script: any script that is not in the table, and no letter at all. */
const OTHER = SCRIPTS.length;
const NO_LETTER = OTHER + 1;
const UNKNOWN = 255;

/** Place in `SCRIPTS` by code point, each looked up once; made when first needed. A list of passages has many letters. */
let known: Uint8Array | undefined;

/** Letters of each of `SCRIPTS`, and last those of any other. */
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
