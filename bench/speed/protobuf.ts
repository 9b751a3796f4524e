/**
 * @file Adds weights to an ONNX graph without reading it: protobuf merges a message that is there twice, so initializers may follow in a
 * second `graph` field. Field numbers are those of onnx.proto (ModelProto, GraphProto, TensorProto).
 */

export type OnnxTensor = {
  readonly name: string;
  readonly dtype: 'float32' | 'int8' | 'uint8';
  readonly shape: readonly number[];
  /** Little-endian, rows first. */
  readonly data: Uint8Array;
};

const TYPES = { float32: 1, uint8: 2, int8: 3 } as const;

/** The bytes of a ModelProto whose graph has these initializers too. */
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

/** A field with bytes: a string, a message, raw data. */
export function field(id: number, bytes: Uint8Array): Uint8Array {
  return concatenated([varint(id * 8 + 2), varint(bytes.length), bytes]);
}

/** A field with a whole number. */
export function number(id: number, value: number): Uint8Array {
  return concatenated([varint(id * 8), varint(value)]);
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Seven bits a byte, low ones first; all but the last byte have the high bit set. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...bytes, rest]);
}
