/**
 * @file Reads the characters that a tokenizer's tokens represent, folded so that they can be compared with the text.
 *
 * A tokenizer normalizes a text before it splits it (lower case, accents, compatibility forms), and marks its tokens ("##", "▁", bytes
 * spelled as letters). This file removes the marks, and folds tokens and text in the same way, character by character.
 */

/** A folded character, and the first and last token that contain it: the bytes of one character may be in two tokens. */
export type SurfaceUnit = { readonly folded: string | undefined; readonly first: number; readonly last: number };

/** The parts of a `tokenizer.json` that determine how tokens are spelled. */
export type TokenSpelling = {
  readonly model: {
    readonly type?: string;
    readonly continuing_subword_prefix?: string | null;
    readonly end_of_word_suffix?: string | null;
    readonly byte_fallback?: boolean | null;
  };
};

/** Reads the tokens of one text. `folded` is undefined for text that the vocabulary lacks. */
export type SurfaceReader = (tokens: readonly string[]) => SurfaceUnit[];

/** The reader for a tokenizer. @param unknown spelling of the unknown token, if the tokenizer has one */
export function surfaceReader(json: TokenSpelling, unknown: string | undefined): SurfaceReader {
  if (JSON.stringify({ ...json, model: undefined }).includes('"type":"ByteLevel"')) {
    return (tokens) => unitsOfBytes(tokens.map((token) => Uint8Array.from(token, byteOf)));
  }
  const prefix = json.model.type === 'WordPiece' ? (json.model.continuing_subword_prefix ?? '##') : undefined;
  const suffix = json.model.end_of_word_suffix ?? undefined;
  const withoutMarks = (token: string) => {
    const started = prefix && token.length > prefix.length && token.startsWith(prefix) ? prefix.length : 0;
    return suffix && token.endsWith(suffix) ? token.slice(started, -suffix.length) : token.slice(started);
  };
  if (json.model.byte_fallback) {
    return (tokens) => unitsOfBytes(tokens.map((token) => fallbackByte(token) ?? utf8.encode(withoutMarks(token))));
  }
  return (tokens) =>
    tokens.flatMap((token, index): SurfaceUnit[] => {
      if (token === unknown) return [{ folded: undefined, first: index, last: index }];
      return foldCharacters(withoutMarks(token)).map((folded) => ({ folded, first: index, last: index }));
    });
}

/** The characters of a text without compatibility forms, case and marks. White space and control characters are removed. */
export function foldCharacters(text: string): string[] {
  if (PLAIN.test(text)) return Array.from(text);
  return Array.from(
    text.normalize('NFKD').replace(NOT_COMPARED, '').toUpperCase().toLowerCase().replace(NOT_COMPARED, ''),
  );
}

const PLAIN = /^[!-@[-~]*$/; // printable ASCII, capitals left out
/** Some tokenizers spell a space as "▁". */
const NOT_COMPARED = /[\p{M}\p{Z}\p{C}▁]/gu;

const utf8 = new TextEncoder();

/** The characters that the bytes of all tokens form together. */
function unitsOfBytes(tokens: readonly Uint8Array[]): SurfaceUnit[] {
  const owners = tokens.flatMap((bytes, token) => Array.from(bytes, () => token));
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(tokens.flatMap((bytes) => [...bytes])),
  );
  const units: SurfaceUnit[] = [];
  let index = 0;
  for (const character of text) {
    const end = index + utf8.encode(character).length;
    const [first, last] = [owners[index] ?? 0, owners[Math.min(end, owners.length) - 1] ?? 0];
    for (const folded of foldCharacters(character)) units.push({ folded, first, last });
    index = end;
  }
  return units;
}

/** The byte of a token such as "<0xE2>", with which some models spell bytes that their vocabulary lacks. */
function fallbackByte(token: string): Uint8Array | undefined {
  const [, hex] = /^<0x([0-9A-F]{2})>$/.exec(token) ?? [];
  return hex === undefined ? undefined : Uint8Array.of(parseInt(hex, 16));
}

/**
 * Byte-level tokens spell each byte as a letter: a printable byte as itself, the others as the next free letter from U+0100 on (Radford et
 * al. 2019).
 */
function byteOf(letter: string): number {
  return BYTES.get(letter) ?? 0;
}

const BYTES: ReadonlyMap<string, number> = (() => {
  const prints = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
  let free = 256;
  return new Map(Array.from({ length: 256 }, (_, byte) => [String.fromCodePoint(prints(byte) ? byte : free++), byte]));
})();
