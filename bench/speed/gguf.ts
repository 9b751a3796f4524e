/**
 * @file Writes GGUF version 3, the model file of llama.cpp: header, settings, a directory of tensors, and their data,
 * aligned to 32 bytes. Spec: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */
import { concatenated } from './protobuf';

export type GgufSetting =
  | { readonly kind: 'u32' | 'f32'; readonly value: number }
  | { readonly kind: 'bool'; readonly value: boolean }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'strings'; readonly value: readonly string[] }
  | { readonly kind: 'integers'; readonly value: readonly number[] };

export type GgufTensor = {
  readonly name: string;
  readonly type: 'f32' | 'q8_0';
  /** The outermost dimension first. */
  readonly shape: readonly number[];
  readonly values: Float32Array;
};

const KINDS = { u32: 4, i32: 5, f32: 6, bool: 7, string: 8, array: 9 } as const;
const TENSOR_TYPES = { f32: 0, q8_0: 8 } as const;
const ALIGNMENT = 32;

export function writeGguf(settings: Readonly<Record<string, GgufSetting>>, tensors: readonly GgufTensor[]): Uint8Array {
  const data = tensors.map(({ type, values }) => pad(type === 'f32' ? new Uint8Array(values.buffer) : q8(values)));
  const entries: Uint8Array[] = [];
  let offset = 0;
  tensors.forEach(({ name, type, shape }, i) => {
    const lengths = [...shape].reverse().map(u64);
    entries.push(string(name), u32(shape.length), ...lengths, u32(TENSOR_TYPES[type]), u64(offset));
    offset += data[i]!.length;
  });
  const named = Object.entries(settings).flatMap(([name, setting]) => [string(name), encode(setting)]);
  const counts = [u64(tensors.length), u64(Object.keys(settings).length)];
  const head = concatenated([new TextEncoder().encode('GGUF'), u32(3), ...counts, ...named, ...entries]);
  return concatenated([pad(head), ...data]);
}

function encode(setting: GgufSetting): Uint8Array {
  const { kind, value } = setting;
  switch (kind) {
    case 'u32':
      return concatenated([u32(KINDS.u32), u32(value)]);
    case 'f32':
      return concatenated([u32(KINDS.f32), new Uint8Array(Float32Array.of(value).buffer)]);
    case 'bool':
      return concatenated([u32(KINDS.bool), Uint8Array.of(value ? 1 : 0)]);
    case 'string':
      return concatenated([u32(KINDS.string), string(value)]);
    case 'strings':
      return concatenated([u32(KINDS.array), u32(KINDS.string), u64(value.length), ...value.map(string)]);
    case 'integers':
      return concatenated([
        u32(KINDS.array),
        u32(KINDS.i32),
        u64(value.length),
        new Uint8Array(Int32Array.from(value).buffer),
      ]);
    default:
      return setting satisfies never;
  }
}

const BLOCK = 32;

/** Quantizes blocks of 32 values: each is stored as a scale in float16 and 32 integers in int8. */
export function q8(values: Float32Array): Uint8Array {
  const out = new Uint8Array((values.length / BLOCK) * (BLOCK + 2));
  const view = new DataView(out.buffer);
  for (let block = 0, to = 0; block < values.length; block += BLOCK, to += BLOCK + 2) {
    let largest = 0;
    for (let i = block; i < block + BLOCK; i++) largest = Math.max(largest, Math.abs(values[i]!));
    const scale = largest / 127;
    view.setUint16(to, toHalf(scale), true);
    for (let i = 0; i < BLOCK; i++) {
      view.setInt8(to + 2 + i, scale === 0 ? 0 : Math.round(values[block + i]! / scale));
    }
  }
  return out;
}

/** Converts a number from 0 to 65504 to float16 (IEEE 754 binary16). */
export function toHalf(value: number): number {
  if (value < 2 ** -14) return Math.round(value * 2 ** 24);
  const exponent = Math.floor(Math.log2(value));
  return (exponent + 15) * 1024 + Math.round((value / 2 ** exponent - 1) * 1024);
}

function string(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  return concatenated([u64(bytes.length), bytes]);
}

function u32(value: number): Uint8Array {
  return new Uint8Array(Uint32Array.of(value).buffer);
}

function u64(value: number): Uint8Array {
  return new Uint8Array(BigUint64Array.of(BigInt(value)).buffer);
}

function pad(bytes: Uint8Array): Uint8Array {
  return concatenated([bytes, new Uint8Array(-bytes.length & (ALIGNMENT - 1))]);
}
