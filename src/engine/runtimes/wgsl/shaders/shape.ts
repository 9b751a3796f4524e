/** @file The sizes that the shaders are written for, and helpers to write WGSL with unrolled loops. */

/** The sizes of an encoder, as its tensor directory gives them. */
export type ShaderShape = {
  readonly hidden: number;
  readonly inner: number;
  readonly heads: number;
  /** Width of the word table; if it is not `hidden`, word vectors are widened by a matrix. */
  readonly embedding: number;
  readonly tokenDim: number;
  readonly epsilon: number;
};

/** Number of tokens that one workgroup multiplies by the weights. */
export const TILE = 16;
/** Number of queries of one head that one workgroup of the attention step processes. */
export const QUERIES = 64;

/** Joins the lines that `line` gives for 0 … count − 1. */
export function unroll(count: number, line: (index: number) => string, separator = '\n'): string {
  return Array.from({ length: count }, (_, index) => line(index)).join(separator);
}

/** Declares the bindings of a shader in order, 0, 1, 2 …, without those that it does not need. */
export function bindings(...declarations: readonly (string | false)[]): string {
  return declarations
    .filter((each) => each !== false)
    .map((each, binding) => `@group(0) @binding(${binding}) ${each}`)
    .join('\n');
}

/**
 * Number of threads of a workgroup over `columns`: a power of two that divides them, with at most four columns for
 * each thread.
 *
 * @throws TypeError if there is none
 */
export function threadsFor(columns: number): number {
  const threads = [128, 256, 64, 32, 16].find((each) => columns % each === 0 && columns / each <= 4);
  if (threads !== undefined) return threads;
  throw new TypeError(
    `Expected a number of columns that is a power of two or a multiple of 128 to 1024, got ${columns}`,
  );
}

/** A function that gives the sum of `value` over a workgroup to all its threads. `threads` is a power of two. */
export function sumOverThreads(threads: number, type: 'f32' | 'vec4f' = 'f32'): string {
  return /* wgsl */ `
var<workgroup> partials: array<${type}, ${threads}>;
fn sumOverThreads(value: ${type}, thread: u32) -> ${type} {
  workgroupBarrier();
  partials[thread] = value;
  for (var half = ${threads / 2}u; half > 0u; half >>= 1u) {
    workgroupBarrier();
    if (thread < half) { partials[thread] += partials[thread + half]; }
  }
  workgroupBarrier();
  return partials[0];
}`;
}

/** Four signed bytes of a word as floats. */
export const BYTES_TO_FLOATS = /* wgsl */ `
fn bytesToFloats(word: u32) -> vec4f {
  let bits = bitcast<i32>(word);
  return vec4f(vec4i(extractBits(bits, 0u, 8u), extractBits(bits, 8u, 8u), extractBits(bits, 16u, 8u), extractBits(bits, 24u, 8u)));
}`;
