/**
 * @file What follows the last layer of a released encoder, one workgroup for each row: the mean of its states, the
 * state of its first token, or the logits of a classification head over that.
 */
import type { HeadActivation } from '../../../../models/files/tensor-directory';
import { activationFunction } from './finish';
import { sumOverThreads, threadsFor, unroll } from './shape';

const ROWS = /* wgsl */ `
@group(0) @binding(0) var<storage, read> rows: array<vec2u>; // first token, tokens
@group(0) @binding(1) var<storage, read> states: array<f32>; // (tokens, hidden)
@group(0) @binding(2) var<storage, read_write> outputs: array<f32>; // (rows, hidden), or (rows, labels)`;

/** @param tokens whether all tokens count, or only the first */
export function pooledStateShader(hidden: number, tokens: 'all' | 'first'): string {
  const threads = threadsFor(hidden);
  const count = tokens === 'all' ? 'row.y' : '1u';
  return /* wgsl */ `${ROWS}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = rows[group.x];
  for (var column = thread; column < ${hidden}u; column += ${threads}u) {
    var sum = 0.0;
    for (var token = row.x; token < row.x + ${count}; token++) { sum += states[token * ${hidden}u + column]; }
    outputs[group.x * ${hidden}u + column] = sum / f32(${count});
  }
}`;
}

export type ClassifierShape = { readonly hidden: number; readonly labels: number; readonly activation: HeadActivation };

/** logits = out · activation(dense · state + bias) + bias, in fp32 */
export function classifierShader({ hidden, labels, activation }: ClassifierShape): string {
  const threads = threadsFor(hidden);
  const perThread = hidden / threads;
  return /* wgsl */ `${ROWS}
@group(0) @binding(3) var<storage, read> dense: array<f32>; // (hidden, hidden)
@group(0) @binding(4) var<storage, read> denseBias: array<f32>; // (hidden)
@group(0) @binding(5) var<storage, read> last: array<f32>; // (hidden, labels)
@group(0) @binding(6) var<storage, read> lastBias: array<f32>; // (labels)
var<workgroup> first: array<f32, ${hidden}>;
${sumOverThreads(threads)}
${activationFunction(activation)}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let token = rows[group.x].x;
  for (var k = thread; k < ${hidden}u; k += ${threads}u) { first[k] = states[token * ${hidden}u + k]; }
  workgroupBarrier();
  var values: array<f32, ${perThread}>;
  for (var i = 0u; i < ${perThread}u; i++) {
    let column = thread + i * ${threads}u;
    var sum = denseBias[column];
    for (var k = 0u; k < ${hidden}u; k++) { sum = fma(first[k], dense[k * ${hidden}u + column], sum); }
    values[i] = activation(vec4f(sum)).x;
  }
  for (var label = 0u; label < ${labels}u; label++) {
    let part = ${unroll(perThread, (i) => `values[${i}] * last[(thread + ${i * threads}u) * ${labels}u + label]`, ' + ')};
    let sum = sumOverThreads(part, thread);
    if (thread == 0u) { outputs[group.x * ${labels}u + label] = sum + lastBias[label]; }
  }
}`;
}
