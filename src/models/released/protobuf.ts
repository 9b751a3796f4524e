/**
 * @file Reads the fields of a protobuf message (protobuf.dev, "Encoding"). It knows no schema; `onnx-model.ts` names
 * the fields that are needed. Every length is checked against the message, so the cost is bounded by its size.
 */
import { invalidWeights } from './released-weights';

/** A field of a message: a number (wire type 0), or bytes (wire types 1, 2 and 5). */
export type Field = { readonly id: number; readonly number: number; readonly bytes: Uint8Array };

/** The fields of `message`, in order. @throws RerankError `model-invalid` for bytes that are no message */
export function* fieldsOf(message: Uint8Array): Generator<Field> {
  const cursor = { at: 0 };
  while (cursor.at < message.length) {
    const key = readVarint(message, cursor);
    const [id, type] = [Math.floor(key / 8), key % 8];
    if (type === 0) {
      yield { id, number: readVarint(message, cursor), bytes: NOTHING };
      continue;
    }
    const length = type === 2 ? readVarint(message, cursor) : (FIXED[type] ?? Infinity);
    if (!(length <= message.length - cursor.at)) throw invalidWeights(`Expected a field within ${message.length} bytes of a message, got ${length} bytes at ${cursor.at}`); // prettier-ignore
    yield { id, number: 0, bytes: message.subarray(cursor.at, cursor.at + length) };
    cursor.at += length;
  }
}

/** The numbers of a packed field of integers. */
export function packedIntegers(bytes: Uint8Array): number[] {
  const cursor = { at: 0 };
  const numbers: number[] = [];
  while (cursor.at < bytes.length) numbers.push(readVarint(bytes, cursor));
  return numbers;
}

export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

const NOTHING = new Uint8Array();
/** The number of bytes of the wire types with a fixed length. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

/** A number of 64 bits has up to ten bytes of seven bits. Negative numbers always have ten. */
function readVarint(bytes: Uint8Array, cursor: { at: number }): number {
  const start = cursor.at;
  let number = 0;
  for (let index = 0; index < 10; index++) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw invalidWeights('Expected a whole number in a message, got its end');
    number += (byte & 127) * 2 ** (7 * index);
    if (byte < 128) return index < 9 ? number : signed(bytes.subarray(start, cursor.at));
  }
  throw invalidWeights('Expected a number of 64 bits in a message, got more');
}

function signed(groups: Uint8Array): number {
  const bits = groups.reduceRight((all, group) => (all << 7n) | BigInt(group & 127), 0n);
  return Number(BigInt.asIntN(64, bits));
}
