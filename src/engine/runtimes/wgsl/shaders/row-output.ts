/**
 * @file What follows the last layer of a released encoder, one workgroup for each row: the mean of its states, the
 * state of its first token, or the logits of a classification head over one of them.
 */
import type { HeadActivation, HeadPooling } from '../../../../models/files/tensor-directory';
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

export type ClassifierShape = {
  readonly hidden: number;
  readonly labels: number;
  readonly activation: HeadActivation;
  readonly pooling: HeadPooling;
  /** Added to the variance of the norm after the activation; undefined if the head has no norm. */
  readonly epsilon: number | undefined;
};

/** logits = out · norm(activation(dense · state + bias)) + bias, in fp32 */
export function classifierShader({ hidden, labels, activation, pooling, epsilon }: ClassifierShape): string {
  const threads = threadsFor(hidden);
  const perThread = hidden / threads;
  return /* wgsl */ `${ROWS}
@group(0) @binding(3) var<storage, read> dense: array<f32>; // (hidden, hidden)
@group(0) @binding(4) var<storage, read> denseBias: array<f32>; // (hidden)
@group(0) @binding(5) var<storage, read> last: array<f32>; // (hidden, labels)
@group(0) @binding(6) var<storage, read> lastBias: array<f32>; // (labels)
${epsilon === undefined ? '' : '@group(0) @binding(7) var<storage, read> norm: array<vec2f>; // (hidden): scale, bias'}
var<workgroup> pooled: array<f32, ${hidden}>;
${sumOverThreads(threads)}
${activationFunction(activation)}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let row = rows[group.x];
  let count = ${pooling === 'mean' ? 'row.y' : '1u'};
  for (var k = thread; k < ${hidden}u; k += ${threads}u) {
    var sum = 0.0;
    for (var token = row.x; token < row.x + count; token++) { sum += states[token * ${hidden}u + k]; }
    pooled[k] = sum / f32(count);
  }
  workgroupBarrier();
  var values: array<f32, ${perThread}>;
  for (var i = 0u; i < ${perThread}u; i++) {
    let column = thread + i * ${threads}u;
    var sum = denseBias[column];
    for (var k = 0u; k < ${hidden}u; k++) { sum = fma(pooled[k], dense[k * ${hidden}u + column], sum); }
    values[i] = activation(vec4f(sum)).x;
  }
  ${epsilon === undefined ? '' : normValues(hidden, threads, epsilon)}
  for (var label = 0u; label < ${labels}u; label++) {
    let part = ${unroll(perThread, (i) => `values[${i}] * last[(thread + ${i * threads}u) * ${labels}u + label]`, ' + ')};
    let sum = sumOverThreads(part, thread);
    if (thread == 0u) { outputs[group.x * ${labels}u + label] = sum + lastBias[label]; }
  }
}`;
}

/** The mean first and then the variance around it, as kernels/norm.ts does. */
function normValues(hidden: number, threads: number, epsilon: number): string {
  const each = (line: (i: number) => string, separator = ' + ') => unroll(hidden / threads, line, separator);
  const norm = (i: number) => `norm[thread + ${i * threads}u]`;
  return `let mean = sumOverThreads(${each((i) => `values[${i}]`)}, thread) / ${hidden}.0;
  ${each((i) => `values[${i}] -= mean;`, ' ')}
  let variance = sumOverThreads(${each((i) => `values[${i}] * values[${i}]`)}, thread) / ${hidden}.0;
  let factor = 1.0 / sqrt(variance + ${epsilon});
  ${each((i) => `values[${i}] = fma(values[${i}] * factor, ${norm(i)}.x, ${norm(i)}.y);`, '\n  ')}`;
}
