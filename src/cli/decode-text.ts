/**
 * @file Decodes text of an unknown encoding: UTF-8, UTF-16 and Windows-1252, which is what people's tools write. Text
 * of other encodings is refused, because a wrong guess would rank words that nobody wrote.
 */
import { decodeAs } from '../demo/worker/parse/decode-as';

export type DecodedText = {
  readonly text: string;
  /** Present if the encoding was guessed or some bytes have no meaning. */
  readonly warning?: string;
};

/** @throws Error that says why the bytes are not text, or that their encoding is not known */
export function decodeText(bytes: Uint8Array): DecodedText {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return { text: new TextDecoder(utf16).decode(bytes) };
  const nuls = bytes.reduce((count, byte) => count + (byte === 0 ? 1 : 0), 0);
  if (nuls > bytes.length / 10) throw new Error(NO_TEXT);
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    if (nuls > 0) throw new Error(NO_TEXT);
    return decodeDamagedUtf8(bytes) ?? decodeWindows1252(bytes);
  }
}

const NO_TEXT = 'it holds NUL bytes, so it is not text';

/** Recognizes UTF-16 by its mark, or without one by the NULs of ASCII characters, which are in every second place. */
function utf16Of(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const [first, second] = bytes;
  const hasUtf32Mark = first === 0xff && second === 0xfe && bytes.length >= 4 && bytes[2] === 0 && bytes[3] === 0;
  if (hasUtf32Mark) throw new Error(`its encoding is UTF-32; ${CONVERT}`);
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const sample = bytes.subarray(0, SAMPLE);
  const nuls: [even: number, odd: number] = [0, 0];
  sample.forEach((byte, i) => (nuls[i % 2]! += byte === 0 ? 1 : 0));
  const many = sample.length / 4; // half of the characters are ASCII
  if (nuls[1] > many && nuls[0] < nuls[1] / 10) return 'utf-16le';
  if (nuls[0] > many && nuls[1] < nuls[0] / 10) return 'utf-16be';
  return undefined;
}

const SAMPLE = 4096;
const CONVERT = 'convert it to UTF-8';

/** Returns undefined if there are more wrong bytes than characters beyond ASCII, so that the text is not UTF-8. */
function decodeDamagedUtf8(bytes: Uint8Array): DecodedText | undefined {
  const text = new TextDecoder().decode(bytes);
  const wrong = text.match(/\uFFFD/g)?.length ?? 0;
  const right = text.match(/[^\0-\x7F\uFFFD]/gu)?.length ?? 0;
  if (right < wrong) return undefined;
  return {
    text,
    warning: `${String(wrong)} ${wrong === 1 ? 'character is' : 'characters are'} not UTF-8 and cannot be read`,
  };
}

/** @throws Error if the text looks like one of another encoding */
function decodeWindows1252(bytes: Uint8Array): DecodedText {
  const text = decodeAs('windows-1252', bytes);
  const high = text.match(/[^\0-\x7F]/g)?.length ?? 0;
  // Letters with accents stand among ASCII letters; other scripts and encodings of two bytes have them in a row.
  const inRows = (text.match(/[^\0-\x7F]{3,}/g) ?? []).reduce((sum, row) => sum + row.length, 0);
  const insideWords = text.match(/(?<=\p{L})[¡-©¬®-´¶¸¹¼-¿](?=\p{L})/gu)?.length ?? 0;
  if (/[\x80-\x9F]/.test(text) || inRows > high / 5 || insideWords > high / 20)
    throw new Error(`its encoding is not known: it is neither UTF-8 nor UTF-16 nor Windows-1252; ${CONVERT}`);
  return { text, warning: `it is not UTF-8 and was read as Windows-1252; if words look wrong, ${CONVERT}` };
}
