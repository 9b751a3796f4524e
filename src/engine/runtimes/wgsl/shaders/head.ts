/** @file The outputs of an exit beside its token vectors: the pooled vector of each row, and token weights. */
import { sumOverThreads, threadsFor, unroll } from './shape';
import type { ShaderShape } from './shape';

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
