/**
 * @file What a tokenizer's pieces say of the text they stand for, as characters folded so that they compare with the text's own.
 *
 * A tokenizer normalizes before it splits (lower case, accents, compatibility forms) and marks its pieces ("##", "▁", bytes spelled as
 * letters). Both are undone here: marks are stripped, and both sides are folded the same, character by character.
 */

/** A folded character of the pieces, and the first and last piece that hold it: a character of several bytes may be in two. */
export type SurfaceUnit = { readonly folded: string | undefined; readonly first: number; readonly last: number };

/** The parts of a `tokenizer.json` that tell how pieces are spelled. */
export type PieceSpelling = {
  readonly model: {
    readonly type?: string;
    readonly continuing_subword_prefix?: string | null;
    readonly end_of_word_suffix?: string | null;
    readonly byte_fallback?: boolean | null;
  };
};

/** Reads the pieces of one text. Units whose `folded` is undefined stand for text that the vocabulary lacks. */
export type SurfaceReader = (pieces: readonly string[]) => SurfaceUnit[];

/** @param unknown spelling of the unknown piece, where it stands in for what it replaces */
export function surfaceReader(json: PieceSpelling, unknown: string | undefined): SurfaceReader {
  if (JSON.stringify({ ...json, model: undefined }).includes('"type":"ByteLevel"')) {
    return (pieces) => unitsOfBytes(pieces.map((piece) => Uint8Array.from(piece, byteOf)));
  }
  const prefix = json.model.type === 'WordPiece' ? (json.model.continuing_subword_prefix ?? '##') : undefined;
  const suffix = json.model.end_of_word_suffix ?? undefined;
  const bare = (piece: string) => {
    const started = prefix && piece.length > prefix.length && piece.startsWith(prefix) ? prefix.length : 0;
    return suffix && piece.endsWith(suffix) ? piece.slice(started, -suffix.length) : piece.slice(started);
  };
  if (json.model.byte_fallback) {
    return (pieces) => unitsOfBytes(pieces.map((piece) => fallbackByte(piece) ?? utf8.encode(bare(piece))));
  }
  return (pieces) =>
    pieces.flatMap((piece, at): SurfaceUnit[] => {
      if (piece === unknown) return [{ folded: undefined, first: at, last: at }];
      return foldedCharacters(bare(piece)).map((folded) => ({ folded, first: at, last: at }));
    });
}

/** What a text's characters compare as: compatibility forms, case and marks gone, white space and control characters gone altogether. */
export function foldedCharacters(text: string): string[] {
  if (PLAIN.test(text)) return Array.from(text);
  return Array.from(
    text.normalize('NFKD').replace(NOT_COMPARED, '').toUpperCase().toLowerCase().replace(NOT_COMPARED, ''),
  );
}

const PLAIN = /^[!-@[-~]*$/; // printable ASCII, capitals left out
/** "▁" is how some tokenizers spell a space. */
const NOT_COMPARED = /[\p{M}\p{Z}\p{C}▁]/gu;

const utf8 = new TextEncoder();

/** Characters of the pieces' bytes put together. */
function unitsOfBytes(pieces: readonly Uint8Array[]): SurfaceUnit[] {
  const owners = pieces.flatMap((bytes, piece) => Array.from(bytes, () => piece));
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(
    Uint8Array.from(pieces.flatMap((bytes) => [...bytes])),
  );
  const units: SurfaceUnit[] = [];
  let at = 0;
  for (const character of text) {
    const end = at + utf8.encode(character).length;
    const [first, last] = [owners[at] ?? 0, owners[Math.min(end, owners.length) - 1] ?? 0];
    for (const folded of foldedCharacters(character)) units.push({ folded, first, last });
    at = end;
  }
  return units;
}

/** "<0xE2>", as some models spell a byte that their vocabulary lacks. */
function fallbackByte(piece: string): Uint8Array | undefined {
  const [, hex] = /^<0x([0-9A-F]{2})>$/.exec(piece) ?? [];
  return hex === undefined ? undefined : Uint8Array.of(parseInt(hex, 16));
}

/** Byte-level pieces spell a byte by a letter: itself where it prints, else the next one free from U+0100 on (Radford et al. 2019). */
function byteOf(letter: string): number {
  return BYTES.get(letter) ?? 0;
}

const BYTES: ReadonlyMap<string, number> = (() => {
  const prints = (byte: number) => (byte >= 33 && byte <= 126) || (byte >= 161 && byte !== 173);
  let free = 256;
  return new Map(Array.from({ length: 256 }, (_, byte) => [String.fromCodePoint(prints(byte) ? byte : free++), byte]));
})();
