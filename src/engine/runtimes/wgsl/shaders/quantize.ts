/**
 * @file Quantizes a tile of activations to 0…127 in workgroup memory, with a scale and a zero point for each row, as
 * kernels/quantize.ts does.
 */
import { TILE } from './shape';

/** Largest number of depths whose activations are held at once: a tile of them takes 6 kB of the 16 kB. */
const CHUNK = 384;

/** The largest part of `depth` that is a multiple of 16, divides it, and has at most 384 depths. */
export function chunkOf(depth: number): number {
  for (let chunk = CHUNK; chunk >= 16; chunk -= 16) if (depth % chunk === 0) return chunk;
  throw new TypeError(`Expected a depth that is a multiple of 16, got ${depth}`);
}

/**
 * Declares the tile's memory, and two functions: `measureRows` finds the range of each row, and `quantizeChunk`
 * writes `activations` for the chunk that starts at the word `start` of 16 depths. Rows beyond the last token are zero.
 */
export function quantizeTile(depth: number, threads: number): string {
  const perRow = threads / TILE;
  const words = chunkOf(depth) / 16;
  return /* wgsl */ `
var<workgroup> activations: array<vec4u, ${words * TILE}>; // (chunk / 16, tile)
var<workgroup> extremes: array<vec2f, ${threads}>;
var<workgroup> rowScales: array<vec4f, ${TILE / 4}>;
var<workgroup> rowZeros: array<vec4f, ${TILE / 4}>;

fn measureRows(first: u32, thread: u32) {
  let token = first + thread / ${perRow}u;
  var low = 0.0; // 0 is always in range, so it is represented exactly
  var high = 0.0;
  if (token < size.tokens) {
    for (var k = thread % ${perRow}u; k < ${depth / 4}u; k += ${perRow}u) {
      let four = inputs[token * ${depth / 4}u + k] * factors[k];
      low = min(low, min(min(four.x, four.y), min(four.z, four.w)));
      high = max(high, max(max(four.x, four.y), max(four.z, four.w)));
    }
  }
  extremes[thread] = vec2f(low, high);
  workgroupBarrier();
  if (thread < ${TILE / 4}u) {
    var scales = vec4f(0.0);
    var zeros = vec4f(0.0);
    for (var i = 0u; i < 4u; i++) {
      var range = vec2f(0.0);
      for (var j = 0u; j < ${perRow}u; j++) {
        let part = extremes[(4u * thread + i) * ${perRow}u + j];
        range = vec2f(min(range.x, part.x), max(range.y, part.y));
      }
      scales[i] = max(range.y - range.x, 1e-20) / 127.0;
      zeros[i] = round(-range.x / scales[i]);
    }
    rowScales[thread] = scales;
    rowZeros[thread] = zeros;
  }
  workgroupBarrier();
}

fn quantizeFour(token: u32, row: u32, k: u32) -> u32 {
  let values = inputs[token * ${depth / 4}u + k] * factors[k];
  let bytes = vec4u(clamp(round(values * (1.0 / rowScales[row / 4u][row % 4u]) + rowZeros[row / 4u][row % 4u]), vec4f(0.0), vec4f(127.0)));
  return bytes.x | (bytes.y << 8u) | (bytes.z << 16u) | (bytes.w << 24u);
}

fn quantizeChunk(first: u32, start: u32, thread: u32) {
  for (var i = thread; i < ${words * TILE}u; i += ${threads}u) {
    let row = i % ${TILE}u;
    let token = first + row;
    let k = (start + i / ${TILE}u) * 4u;
    var word = vec4u(0u);
    if (token < size.tokens) {
      word = vec4u(quantizeFour(token, row, k), quantizeFour(token, row, k + 1u), quantizeFour(token, row, k + 2u), quantizeFour(token, row, k + 3u));
    }
    activations[i] = word;
  }
}`;
}
