/**
 * @file Finds the encoding of a text: its byte order mark, UTF-16 by its zeros, UTF-8 by its rules, what the file
 * declares, else statistics (jschardet, loaded when first needed).
 */
import { decodeAs } from './decode-as';
import { UnreadableFileError } from './parser';

/**
 * @param declared the encoding that the file names, which UTF-8 overrules
 * @throws UnreadableFileError that names the encoding if no browser decodes it, such as those of DOS
 */
export async function decodeText(bytes: Uint8Array, declared?: string): Promise<string> {
  const marked = byMark(bytes) ?? byZeros(bytes);
  if (marked !== undefined) return new TextDecoder(marked).decode(bytes);
  const stated = declared === undefined ? undefined : labelOf(declared);
  if (includesEscapes(bytes)) return new TextDecoder('iso-2022-jp').decode(bytes);
  const utf8 = new TextDecoder('utf-8').decode(bytes);
  const bad = utf8.split('\ufffd').length - 1;
  if (bad === 0) return utf8;
  if (stated !== undefined && stated !== 'utf-8') return decodeAs(stated, bytes);
  // A few damaged bytes in a text that is UTF-8 otherwise: in another encoding, sequences of UTF-8 are rare.
  const good = utf8.match(/[\u0080-\ufffc\ufffe\uffff]/g)?.length ?? 0;
  if (good >= bad * 2) return utf8;
  return decodeAs(await byStatistics(bytes), bytes);
}

/** The encoding that the first bytes of HTML or XML name. */
export function declaredEncoding(bytes: Uint8Array): string | undefined {
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 4096));
  return (
    /<\?xml[^>]{0,200}\bencoding\s*=\s*["']([\w.:-]+)/i.exec(head)?.[1] ??
    /<meta[^>]{0,400}\bcharset\s*=\s*["']?\s*([\w.:-]+)/i.exec(head)?.[1]
  );
}

/** The label of an encoding for `TextDecoder`, which knows those of the web (WHATWG Encoding). */
export function labelOf(name: string): string | undefined {
  if (labels.size > MAX_LABELS) labels.clear();
  if (!labels.has(name)) labels.set(name, findLabel(name));
  return labels.get(name);
}

const MAX_LABELS = 1000;

/** A document may name an encoding before each of its characters, and decoders take long to make. */
const labels = new Map<string, string | undefined>();

function findLabel(name: string): string | undefined {
  try {
    return new TextDecoder(ALIASES[name.toLowerCase()] ?? name).encoding;
  } catch {
    return undefined;
  }
}

const ALIASES: Readonly<Record<string, string>> = {
  cp874: 'windows-874',
  cp932: 'shift_jis',
  cp949: 'euc-kr',
  cp936: 'gbk',
  cp950: 'big5',
  'big5-hkscs': 'big5',
  macroman: 'macintosh',
  maccyrillic: 'x-mac-cyrillic',
};

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 'utf-8' : undefined;
}

/** UTF-16 without a mark has zeros at only the odd or only the even places, for every ASCII character. */
export function byZeros(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const sample = bytes.subarray(0, 4096);
  const zeros = [0, 0];
  sample.forEach((byte, at) => (zeros[at % 2]! += byte === 0 ? 1 : 0));
  const [even = 0, odd = 0] = zeros;
  const enough = Math.max(1, sample.length * 0.02);
  if (bytes.length % 2 !== 0 && sample.length === bytes.length) return undefined;
  if (odd >= enough && even <= odd / 50) return 'utf-16le';
  return even >= enough && odd <= even / 50 ? 'utf-16be' : undefined;
}

/** ISO-2022-JP changes its characters by escape sequences. */
function includesEscapes(bytes: Uint8Array): boolean {
  const at = bytes.subarray(0, 65_536).indexOf(0x1b);
  return at >= 0 && bytes[at + 1] === 0x24 && (bytes[at + 2] === 0x40 || bytes[at + 2] === 0x42);
}

/** How many bytes are examined, from the lines that are not ASCII. */
const EXAMINED = 16_384;
/** Guesses with less confidence are wrong more often than Windows-1252, the most frequent of all. */
const MIN_CONFIDENCE = 0.1;

async function byStatistics(bytes: Uint8Array): Promise<string> {
  const { detect } = await import('jschardet');
  const sample = sampleOf(bytes);
  const { encoding, confidence } = detect(sample);
  const label = encoding === null ? undefined : labelOf(encoding);
  if (label !== undefined) return confidence < MIN_CONFIDENCE || label === 'utf-8' ? 'windows-1252' : label;
  if (encoding !== null && !isWestern(decodeAs('windows-1252', sample)))
    throw new UnreadableFileError(`Its encoding seems to be ${encoding}, which cannot be read; save it as UTF-8`);
  return 'windows-1252';
}

/** Finds the characters that another encoding leaves when it is read as Windows-1252. Typists put ´ for ’. */
const STRANGE = new RegExp(
  [
    /[À-ÖØ-öø-ÿ]{3,}/u, // letters beyond ASCII in a row
    /[\x80-\x9fˆ˜¨¯¸¤]/u, // accents without a letter
    /(?<=\p{L})[‚„¡¿]/u, // marks that open, behind a letter
    /(?<=\p{L})[^\0-\x7f\p{L}\xa0\xad´·‘’–—](?=\p{L})/u, // signs within a word
    /(?<=\p{Ll})[À-ÖØ-ÞŠŒŽŸ]/u, // capitals within a word
  ]
    .map(({ source }) => source)
    .join('|'),
  'gu',
);

/**
 * Whether a text reads as Windows-1252, whatever the statistics say: of a few letters with accents, they often find an
 * encoding of DOS. Of Western texts hardly any character is strange; of texts of DOS a quarter and more.
 */
function isWestern(text: string): boolean {
  const strange = (text.match(STRANGE) ?? []).join('').length;
  return strange <= (text.match(/[^\0-\x7f]/g)?.length ?? 0) / 10;
}

function sampleOf(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  const start = Math.max(0, bytes.lastIndexOf(0x0a, first) + 1);
  return bytes.slice(Math.max(start, first - 200), first + EXAMINED);
}
