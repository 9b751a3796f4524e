/**
 * @file Encrypts a PDF with a password: 40-bit RC4 of the standard security handler, revision 2 (PDF 1.4, section 3.5).
 * Bytes are strings of the characters 0 to 255. Browsers have neither RC4 nor MD5, so both are here.
 */

export type PdfLock = {
  /** The dictionary for the trailer's `/Encrypt`. */
  readonly dictionary: string;
  /** Encrypts a stream of the object with this number. */
  encrypt(stream: string, object: number): string;
};

/** `id` is the first string of the trailer's `/ID`, in hexadecimal digits. */
export function createPdfLock(password: string, id: string): PdfLock {
  const padded = (password + PADDING).slice(0, 32);
  const owner = rc4(md5(padded).slice(0, 5), padded);
  const key = md5(padded + owner + littleEndian(PERMISSIONS, 4) + fromHex(id)).slice(0, 5);
  const user = rc4(key, PADDING);
  return {
    dictionary: `<< /Filter /Standard /V 1 /R 2 /O <${toHex(owner)}> /U <${toHex(user)}> /P ${PERMISSIONS} >>`,
    encrypt: (stream, object) => rc4(md5(key + littleEndian(object, 3) + littleEndian(0, 2)).slice(0, 10), stream),
  };
}

const PADDING = fromHex('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a');
const PERMISSIONS = -44;

function rc4(key: string, data: string): string {
  const state = Uint8Array.from({ length: 256 }, (_, at) => at);
  const swap = (a: number, b: number): void => void ([state[a], state[b]] = [state[b]!, state[a]!]);
  for (let [at, other] = [0, 0]; at < 256; at += 1) {
    other = (other + state[at]! + key.charCodeAt(at % key.length)) % 256;
    swap(at, other);
  }
  let other = 0;
  return mapBytes(data, (byte, index) => {
    const at = (index + 1) % 256;
    other = (other + state[at]!) % 256;
    swap(at, other);
    return byte ^ state[(state[at]! + state[other]!) % 256]!;
  });
}

/** RFC 1321. */
function md5(data: string): string {
  const blocks = Math.ceil((data.length + 9) / 64);
  const padded = `${data}\u0080`.padEnd(blocks * 64 - 8, '\0') + littleEndian(data.length * 8, 8);
  const words = new DataView(Uint8Array.from(padded, (character) => character.charCodeAt(0)).buffer);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let block = 0; block < blocks; block += 1) {
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    for (let step = 0; step < 64; step += 1) {
      const { mix, factor, offset, shifts } = ROUNDS[step >> 4]!;
      const word = words.getUint32(block * 64 + ((step * factor + offset) % 16) * 4, true);
      const sum = (a + mix(b, c, d) + word + Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32)) | 0;
      const shift = shifts[step % 4]!;
      [a, b, c, d] = [d, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0, b, c];
    }
    [a, b, c, d].forEach((value, at) => (state[at]! += value));
  }
  return [...state].map((word) => littleEndian(word, 4)).join('');
}

type Round = {
  readonly mix: (b: number, c: number, d: number) => number;
  readonly factor: number;
  readonly offset: number;
  readonly shifts: readonly number[];
};

const ROUNDS: readonly Round[] = [
  { mix: (b, c, d) => (b & c) | (~b & d), factor: 1, offset: 0, shifts: [7, 12, 17, 22] },
  { mix: (b, c, d) => (b & d) | (c & ~d), factor: 5, offset: 1, shifts: [5, 9, 14, 20] },
  { mix: (b, c, d) => b ^ c ^ d, factor: 3, offset: 5, shifts: [4, 11, 16, 23] },
  { mix: (b, c, d) => c ^ (b | ~d), factor: 7, offset: 0, shifts: [6, 10, 15, 21] },
];

function mapBytes(data: string, change: (byte: number, index: number) => number): string {
  return Array.from(data, (character, index) => String.fromCharCode(change(character.charCodeAt(0), index))).join('');
}

function littleEndian(value: number, bytes: number): string {
  return Array.from({ length: bytes }, (_, at) => String.fromCharCode(at < 4 ? (value >>> (8 * at)) & 255 : 0)).join(
    '',
  );
}

function toHex(data: string): string {
  return Array.from(data, (character) => character.charCodeAt(0).toString(16).padStart(2, '0')).join('');
}

function fromHex(digits: string): string {
  return digits.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}
