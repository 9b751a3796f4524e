/**
 * @file The outputs of an exit: unit token vectors, quantized to 8 or 4 bits with one scale each (as
 * src/engine/token-vectors.ts does), the unit pooled vector of each row, and the weights of a query's tokens.
 */
import type { VectorBits } from '../../../../models/abilities';
import { sumOverThreads, threadsFor, TILE, unroll } from './shape';
import type { ShaderShape } from './shape';

const THREADS = 128;

/** One workgroup computes a tile of tokens. `tokenDim` is a multiple of 8 up to 128. */
export function tokenVectorShader(shape: Pick<ShaderShape, 'hidden' | 'tokenDim'>, bits: VectorBits): string {
  const { hidden, tokenDim } = shape;
  if (tokenDim % 8 !== 0 || tokenDim > THREADS) {
    throw new TypeError(`Expected token vectors of a multiple of 8 up to ${THREADS} dimensions, got ${tokenDim}`);
  }
  const perRow = THREADS / TILE;
  const words = (tokenDim * bits) / 32;
  const levels = bits === 4 ? 7 : 127;
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
  let row = thread / ${perRow}u;
  let part = thread % ${perRow}u;
  var squares = 0.0;
  var largest = 0.0;
  for (var i = part; i < ${tokenDim}u; i += ${perRow}u) {
    let value = vectors[i * ${TILE / 4}u + row / 4u][row % 4u];
    squares += value * value;
    largest = max(largest, abs(value));
  }
  measures[thread] = vec2f(squares, largest);
  workgroupBarrier();
  squares = 0.0;
  for (var i = 0u; i < ${perRow}u; i++) {
    let both = measures[row * ${perRow}u + i];
    squares += both.x;
    largest = max(largest, both.y);
  }
  let token = first + row;
  if (token >= size.tokens) { return; }
  let scale = largest / sqrt(squares) / ${levels}.0;
  if (part == 0u) { scales[token] = scale; }
  for (var word = part; word < ${words}u; word += ${perRow}u) {
    var packed = 0u;
    for (var i = 0u; i < ${32 / bits}u; i++) {
      let value = vectors[(word * ${32 / bits}u + i) * ${TILE / 4}u + row / 4u][row % 4u] / largest * ${levels}.0;
      packed |= (bitcast<u32>(i32(floor(value + 0.5))) & ${(1 << bits) - 1}u) << (i * ${bits}u);
    }
    components[token * ${words}u + word] = packed;
  }
}`;
}

/** One workgroup computes the pooled vector of one row: the sum of its states at unit length. */
export function pooledShader({ hidden }: Pick<ShaderShape, 'hidden'>): string {
  const threads = threadsFor(hidden);
  const perThread = hidden / threads;
  return /* wgsl */ `
@group(0) @binding(0) var<storage, read> rows: array<vec2u>; // first token, tokens
@group(0) @binding(1) var<storage, read> states: array<f32>; // (tokens, hidden)
@group(0) @binding(2) var<storage, read_write> pooled: array<f32>; // (rows, hidden)
${sumOverThreads(threads)}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = rows[group.x];
  ${unroll(perThread, (c) => `var sum${c} = 0.0;`, ' ')}
  for (var token = row.x; token < row.x + row.y; token++) {
    ${unroll(perThread, (c) => `sum${c} += states[token * ${hidden}u + thread + ${c * threads}u];`, '\n    ')}
  }
  let length = sqrt(sumOverThreads(${unroll(perThread, (c) => `sum${c} * sum${c}`, ' + ')}, thread));
  ${unroll(perThread, (c) => `pooled[group.x * ${hidden}u + thread + ${c * threads}u] = sum${c} / length;`, '\n  ')}
}`;
}

/** One thread computes the weight of one token: softplus(state · weigh + bias). */
export function tokenWeightShader({ hidden }: Pick<ShaderShape, 'hidden'>): string {
  return /* wgsl */ `
struct Size { tokens: u32 }
@group(0) @binding(0) var<storage, read> size: Size;
@group(0) @binding(1) var<storage, read> states: array<f32>; // (tokens, hidden)
@group(0) @binding(2) var<storage, read> weigh: array<f32>; // (hidden), then the bias
@group(0) @binding(3) var<storage, read_write> weights: array<f32>; // (tokens)

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= size.tokens) { return; }
  var dot = weigh[${hidden}];
  for (var k = 0u; k < ${hidden}u; k++) { dot = fma(states[id.x * ${hidden}u + k], weigh[k], dot); }
  weights[id.x] = max(dot, 0.0) + log(1.0 + exp(-abs(dot)));
}`;
}
