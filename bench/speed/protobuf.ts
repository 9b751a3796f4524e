/**
 * @file Adds weights to an ONNX graph without parsing it: protobuf merges repeated messages, so initializers may follow
 * in a second `graph` field. Field numbers are those of onnx.proto (ModelProto, GraphProto, TensorProto).
 */

export type OnnxTensor = {
  readonly name: string;
  readonly dtype: 'float32' | 'int8' | 'uint8';
  readonly shape: readonly number[];
  /** The values in little-endian byte order, row-major. */
  readonly data: Uint8Array;
};

const TYPES = { float32: 1, uint8: 2, int8: 3 } as const;

/** Returns the bytes of a ModelProto whose graph also has these initializers. */
export function withInitializers(model: Uint8Array, tensors: readonly OnnxTensor[]): Uint8Array {
  const graph = concatenated(tensors.map((tensor) => field(5, encodeTensor(tensor))));
  return concatenated([model, field(7, graph)]);
}

function encodeTensor({ name, dtype, shape, data }: OnnxTensor): Uint8Array {
  return concatenated([
    ...shape.map((length) => number(1, length)),
    number(2, TYPES[dtype]),
    field(8, new TextEncoder().encode(name)),
    field(9, data),
  ]);
}

/** Encodes a field with bytes: a string, a message or raw data. */
export function field(id: number, bytes: Uint8Array): Uint8Array {
  return concatenated([varint(id * 8 + 2), varint(bytes.length), bytes]);
}

/** Encodes a field with an integer. */
export function number(id: number, value: number): Uint8Array {
  return concatenated([varint(id * 8), varint(value)]);
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

/** Encodes seven bits per byte, the low ones first; all bytes but the last have the high bit set. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...bytes, rest]);
}
