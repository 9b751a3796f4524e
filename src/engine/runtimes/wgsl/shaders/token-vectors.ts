/**
 * @file The token vectors of an exit: states times a matrix, at unit length, quantized to 8 or 4 bits with one scale
 * each, as src/engine/token-vectors.ts does. One workgroup computes a tile of tokens.
 */
import type { VectorBits } from '../../../../models/abilities';
import { TILE, unroll } from './shape';
import type { ShaderShape } from './shape';

const THREADS = 128;
const PER_ROW = THREADS / TILE;

type VectorShape = Pick<ShaderShape, 'hidden' | 'tokenDim'>;

/** @throws TypeError unless the number of dimensions is a multiple of 8 up to 128 */
export function tokenVectorShader(shape: VectorShape, bits: VectorBits): string {
  const { hidden, tokenDim } = shape;
  if (tokenDim % 8 !== 0 || tokenDim > THREADS) {
    throw new TypeError(`Expected token vectors of a multiple of 8 up to ${THREADS} dimensions, got ${tokenDim}`);
  }
  const chunk = hidden % 64 === 0 ? 64 : 16; // depths in workgroup memory at a time
  return /* wgsl */ `
struct Size { tokens: u32 }
@group(0) @binding(0) var<storage, read> size: Size;
@group(0) @binding(1) var<storage, read> states: array<f32>; // (tokens, hidden)
@group(0) @binding(2) var<storage, read> project: array<f32>; // (hidden, tokenDim)
@group(0) @binding(3) var<storage, read_write> components: array<u32>; // (tokens, words)
@group(0) @binding(4) var<storage, read_write> scales: array<f32>; // (tokens)
var<workgroup> tile: array<vec4f, ${(TILE / 4) * chunk}>; // (chunk, tile / 4) of four tokens
var<workgroup> vectors: array<vec4f, ${(TILE / 4) * tokenDim}>; // (tokenDim, tile / 4) of four tokens
var<workgroup> measures: array<vec2f, ${THREADS}>; // sum of squares and largest magnitude

@compute @workgroup_size(${THREADS})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let first = group.x * ${TILE}u;
  ${unroll(TILE / 4, (q) => `var sum${q} = vec4f(0.0);`, ' ')}
  let column = min(thread, ${tokenDim - 1}u);
  for (var start = 0u; start < ${hidden}u; start += ${chunk}u) {
    workgroupBarrier();
    for (var i = thread; i < ${(TILE / 4) * chunk}u; i += ${THREADS}u) {
      let four = first + 4u * (i / ${chunk}u);
      let k = start + i % ${chunk}u;
      tile[(i % ${chunk}u) * ${TILE / 4}u + i / ${chunk}u] = vec4f(${unroll(4, (r) => `states[(four + ${r}u) * ${hidden}u + k]`, ', ')});
    }
    workgroupBarrier();
    for (var k = 0u; k < ${chunk}u; k++) {
      let weight = vec4f(project[(start + k) * ${tokenDim}u + column]);
      let at = k * ${TILE / 4}u;
      ${unroll(TILE / 4, (q) => `sum${q} = fma(tile[at + ${q}u], weight, sum${q});`, '\n      ')}
    }
  }
  if (thread < ${tokenDim}u) {
    ${unroll(TILE / 4, (q) => `vectors[thread * ${TILE / 4}u + ${q}u] = sum${q};`, ' ')}
  }
  workgroupBarrier();
  ${quantizeRows(tokenDim, bits)}
}`;
}

/** Several threads share the measures of a row, and then write its words in turn. */
function quantizeRows(tokenDim: number, bits: VectorBits): string {
  const words = (tokenDim * bits) / 32;
  const levels = bits === 4 ? 7 : 127;
  return /* wgsl */ `let row = thread / ${PER_ROW}u;
  let part = thread % ${PER_ROW}u;
  var squares = 0.0;
  var largest = 0.0;
  for (var i = part; i < ${tokenDim}u; i += ${PER_ROW}u) {
    let value = vectors[i * ${TILE / 4}u + row / 4u][row % 4u];
    squares += value * value;
    largest = max(largest, abs(value));
  }
  measures[thread] = vec2f(squares, largest);
  workgroupBarrier();
  squares = 0.0;
  for (var i = 0u; i < ${PER_ROW}u; i++) {
    let both = measures[row * ${PER_ROW}u + i];
    squares += both.x;
    largest = max(largest, both.y);
  }
  let token = first + row;
  if (token >= size.tokens) { return; }
  let scale = largest / sqrt(squares) / ${levels}.0;
  if (part == 0u) { scales[token] = scale; }
  for (var word = part; word < ${words}u; word += ${PER_ROW}u) {
    var packed = 0u;
    for (var i = 0u; i < ${32 / bits}u; i++) {
      let value = vectors[(word * ${32 / bits}u + i) * ${TILE / 4}u + row / 4u][row % 4u] / largest * ${levels}.0;
      packed |= (bitcast<u32>(i32(floor(value + 0.5))) & ${(1 << bits) - 1}u) << (i * ${bits}u);
    }
    components[token * ${words}u + word] = packed;
  }`;
}
