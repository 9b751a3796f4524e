/**
 * @file Converts values of a file, which are little-endian and may start at any byte, to float32. Pure.
 */
import { float16 } from '../../util/float16';

/** A view of the bytes if they are aligned, else of a copy. */
export function floatsOf(bytes: Uint8Array): Float32Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Float32Array(buffer, byteOffset, byteLength / 4);
}

export function halvesToFloats(bytes: Uint8Array): Float32Array {
  const halves = wordsOf(bytes);
  const table = (halfTable ??= Float32Array.from({ length: 65536 }, (_, bits) => float16(bits)));
  const floats = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index++) floats[index] = table[halves[index]!]!;
  return floats;
}

/** A bfloat16 is the upper half of a float32. */
export function brainFloatsToFloats(bytes: Uint8Array): Float32Array {
  const words = wordsOf(bytes);
  const bits = new Uint32Array(words.length);
  for (let index = 0; index < words.length; index++) bits[index] = words[index]! << 16;
  return new Float32Array(bits.buffer);
}

/** The value of each of the 65,536 half-precision numbers. */
let halfTable: Float32Array | undefined;

function wordsOf(bytes: Uint8Array): Uint16Array {
  const { buffer, byteOffset, byteLength } = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
  return new Uint16Array(buffer, byteOffset, byteLength / 2);
}
