/**
 * @file A linear layer: quantizes its inputs to 7 bits, multiplies them by int8 weights, and finishes the sums.
 *
 * A workgroup multiplies a tile of tokens by `width` columns. Sums are exact integers, equal to those of the WASM
 * kernel (kernels/int8-product.ts). Each thread holds the sums of the whole tile for its columns, so that a word of
 * four weights is read once for sixteen tokens. Inputs are quantized in chunks of depths, because a workgroup has only
 * 16 kB of memory.
 */
import { finishFunctions, finishRows } from './finish';
import type { Finish } from './finish';
import { chunkOf, quantizeTile } from './quantize';
import { TILE, threadsFor, unroll } from './shape';

export type ProductShape = {
  readonly depth: number;
  readonly columns: number;
  /** Number of columns of one workgroup; all columns if `finish` is `norm`. */
  readonly width: number;
  readonly finish: Finish;
  /**
   * Whether the columns are two halves, of which the second is multiplied by the activated first. Default false.
   */
  readonly gated?: boolean;
  readonly epsilon: number;
  /** Whether this browser's WGSL has `dot4I8Packed`. */
  readonly packedDot: boolean;
};

/** The numbers of workgroups of one product over `tokens`. */
export function productGroups({ columns, width }: ProductShape, tokens: number): [number, number] {
  return [Math.ceil(tokens / TILE), columns / width];
}

/** The number of columns of a workgroup over gated columns: two or four a thread, half of them in each half. */
export function gatedWidth(inner: number): number {
  const threads = gatedThreads(inner);
  return inner % (2 * threads) === 0 ? 4 * threads : 2 * threads;
}

function gatedThreads(inner: number): number {
  const threads = [128, 64, 32, 16].find((each) => inner % each === 0);
  if (threads !== undefined) return threads;
  throw new TypeError(`Expected a multiple of 16 columns in each half, got ${inner}`);
}

export function productShader(shape: ProductShape): string {
  const { depth, columns, width, finish, gated = false, epsilon, packedDot } = shape;
  const threads = gated ? gatedThreads(columns / 2) : threadsFor(width);
  const perThread = width / threads;
  const words = chunkOf(depth) / 16;
  const half = perThread / 2;
  const offset = (c: number) => (gated && c >= half ? columns / 2 + (c - half) * threads : c * threads);
  const weight = (c: number) => unroll(4, (k) => `weights[line + ${k * columns + offset(c)}u]`, ', ');
  return /* wgsl */ `
struct Size { tokens: u32 }
@group(0) @binding(0) var<storage, read> size: Size;
@group(0) @binding(1) var<storage, read> inputs: array<vec4f>; // (tokens, depth / 4)
@group(0) @binding(2) var<storage, read> factors: array<vec4f>; // (depth / 4)
@group(0) @binding(3) var<storage, read> weights: array<u32>; // (depth / 4, columns), four depths in a word
@group(0) @binding(4) var<storage, read> columns: array<vec4f>; // (columns): sum of the weights, scale, bias
@group(0) @binding(5) var<storage, read_write> outputs: array<f32>; // (tokens, columns)
${packedDot ? PACKED_DOT : UNPACKED_DOT}
${quantizeTile(depth, threads)}
${finishFunctions(finish, threads)}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = group.x * ${TILE}u;
  let column = group.y * ${gated ? width / 2 : width}u + thread;
  measureRows(first, thread);
  ${unroll(perThread, (c) => unroll(TILE / 4, (q) => `var sum${c}x${q} = vec4i(0);`, ' '), '\n  ')}
  for (var start = 0u; start < ${depth / 16}u; start += ${words}u) {
    workgroupBarrier();
    quantizeChunk(first, start, thread);
    workgroupBarrier();
    for (var word = 0u; word < ${words}u; word++) {
      let line = (start + word) * ${4 * columns}u + column;
      ${unroll(perThread, (c) => `let weight${c} = vec4u(${weight(c)});`, '\n      ')}
      let row = word * ${TILE}u;
      ${unroll(TILE / 4, (q) => addProducts(q, perThread), '\n      ')}
    }
  }
  ${finishRows({ columns: gated ? columns / 2 : columns, finish, epsilon, gated, offset }, perThread)}
}`;
}

/** Adds 16 depths of four tokens to the sums. */
function addProducts(q: number, perThread: number): string {
  const dot = (c: number, r: number) =>
    ['x', 'y', 'z', 'w'].map((k) => `dot4(a${r}.${k}, weight${c}.${k})`).join(' + ');
  return `{
        ${unroll(4, (r) => `let a${r} = activations[row + ${4 * q + r}u];`, ' ')}
        ${unroll(perThread, (c) => `sum${c}x${q} += vec4i(${unroll(4, (r) => dot(c, r), ', ')});`, '\n        ')}
      }`;
}

const PACKED_DOT = 'fn dot4(a: u32, b: u32) -> i32 { return dot4I8Packed(a, b); }';

const UNPACKED_DOT = /* wgsl */ `
fn dot4(a: u32, b: u32) -> i32 {
  let x = bitcast<i32>(a);
  let y = bitcast<i32>(b);
  return extractBits(x, 0u, 8u) * extractBits(y, 0u, 8u) + extractBits(x, 8u, 8u) * extractBits(y, 8u, 8u)
    + extractBits(x, 16u, 8u) * extractBits(y, 16u, 8u) + extractBits(x, 24u, 8u) * extractBits(y, 24u, 8u);
}`;
