/**
 * @file Converts the exact sums of a product to floats, (sum − zero · sum of the weights) · row scale · column scale +
 * bias, and applies the step that follows the product.
 */
import type { Activation, HeadActivation } from '../../../../models/files/tensor-directory';
import { sumOverThreads, TILE, unroll } from './shape';

/**
 * `norm`: the values are added to the states, (tokens, columns), which are then normalised in place. `preNorm`: the
 * normalised states are written to a buffer of their own.
 */
export type Finish = 'none' | 'norm' | 'preNorm' | Activation;

type FinishShape = {
  /** Number of columns of the outputs. */
  readonly columns: number;
  readonly finish: Finish;
  readonly epsilon: number;
  /** Whether the second half of a thread's columns is multiplied by the activated first, which is the output. */
  readonly gated?: boolean;
  /** The c-th column of a thread, from its first. */
  readonly offset: (c: number) => number;
};

export function finishFunctions(finish: Finish, threads: number): string {
  if (finish === 'none') return '';
  if (finish !== 'norm' && finish !== 'preNorm') return activationFunction(finish);
  return `@group(0) @binding(6) var<storage, read> norm: array<vec2f>; // (columns): scale, bias
${finish === 'preNorm' ? '@group(0) @binding(7) var<storage, read_write> normed: array<f32>; // (tokens, columns)' : ''}
${sumOverThreads(threads, 'vec4f')}`;
}

/**
 * The statements that write the outputs of a tile. They loop over four rows at a time, since unrolled they would take
 * most of the time that it takes to compile a product.
 */
export function finishRows(shape: FinishShape, perThread: number): string {
  const { columns, finish, gated, offset } = shape;
  const norms = finish === 'norm' || finish === 'preNorm';
  const written = gated ? perThread / 2 : perThread;
  const place = (c: number) => `(row + i) * ${columns}u + column${c}`;
  const each = (line: (c: number) => string, separator = '\n    ') => unroll(perThread, line, separator);
  const fours = (c: number) => unroll(TILE / 4, (q) => `sum${c}x${q}`, ', ');
  return `${each((c) => `var sums${c} = array<vec4i, ${TILE / 4}>(${fours(c)});`, '\n  ')}
  for (var four = 0u; four < ${TILE / 4}u; four++) {
    let row = first + 4u * four;
    let zeros = vec4i(rowZeros[four]);
    ${each((c) => `let column${c} = column + ${offset(c)}u; let info${c} = columns[column${c}];`)}
    ${each((c) => `var value${c} = fma(vec4f(sums${c}[four] - zeros * i32(info${c}.x)), rowScales[four] * info${c}.y, vec4f(info${c}.z));`)}
    ${norms ? normFour(shape, perThread) : ''}
    ${norms || finish === 'none' ? '' : unroll(written, (c) => `value${c} = activation(value${c});`)}
    ${gated ? unroll(written, (c) => `value${c} *= value${c + written};`) : ''}
    for (var i = 0u; i < 4u; i++) {
      if (row + i < size.tokens) {
        ${unroll(written, (c) => `outputs[${place(c)}] = ${finish === 'preNorm' ? 'total' : 'value'}${c}[i];`)}
        ${finish === 'preNorm' ? each((c) => `normed[${place(c)}] = value${c}[i];`) : ''}
      }
    }
  }`;
}

/**
 * Adds the states, and normalises: the mean of each row first and then the variance around it, as kernels/norm.ts does.
 * Rows beyond the last token read states that are not used.
 */
function normFour({ columns, epsilon, finish }: FinishShape, perThread: number): string {
  const each = (line: (c: number) => string, separator = '\n    ') => unroll(perThread, line, separator);
  const state = (c: number) => unroll(4, (i) => `outputs[(row + ${i}u) * ${columns}u + column${c}]`, ', ');
  return `${each((c) => `value${c} += vec4f(${state(c)});`)}
    ${finish === 'preNorm' ? each((c) => `let total${c} = value${c};`) : ''}
    let mean = sumOverThreads(${each((c) => `value${c}`, ' + ')}, thread) / ${columns}.0;
    ${each((c) => `value${c} -= mean;`)}
    let variance = sumOverThreads(${each((c) => `value${c} * value${c}`, ' + ')}, thread) / ${columns}.0;
    let factor = 1.0 / sqrt(variance + ${epsilon});
    ${each((c) => `value${c} = fma(value${c} * factor, vec4f(norm[column${c}].x), vec4f(norm[column${c}].y));`)}`;
}

/** Declares `activation` over four values. */
export function activationFunction(activation: HeadActivation | Activation): string {
  return ACTIVATIONS[activation];
}

/** GELU in its exact form with the coefficients of kernels/gelu.ts. */
const GELU = /* wgsl */ `
fn activation(value: vec4f) -> vec4f {
  let half = value * 0.5;
  let x = clamp(value * 0.70710678, vec4f(-3.8325068), vec4f(3.8325068));
  let square = x * x;
  var top = fma(square, vec4f(2.2905065861e-4), vec4f(3.4082910107e-3));
  top = fma(top, square, vec4f(5.0955695062e-2));
  top = fma(top, square, vec4f(1.8520832240e-1));
  top = fma(top, square, vec4f(1.1283791435));
  var bottom = fma(square, vec4f(-1.1791602954e-7), vec4f(2.3547966471e-5));
  bottom = fma(bottom, square, vec4f(1.0179625279e-3));
  bottom = fma(bottom, square, vec4f(1.4070470171e-2));
  bottom = fma(bottom, square, vec4f(1.1098505178e-1));
  bottom = fma(bottom, square, vec4f(4.9746925110e-1));
  bottom = fma(bottom, square, vec4f(1.0));
  return fma(half, x * top / bottom, half);
}`;

const ACTIVATIONS: Readonly<Record<HeadActivation | Activation, string>> = {
  gelu: GELU,
  // The argument of the exponential is limited, as in kernels/gelu.ts.
  gelu_tanh: /* wgsl */ `
fn activation(value: vec4f) -> vec4f {
  let u = fma(value * value * value, vec4f(0.044715), value);
  return value / (1.0 + exp(min(u * -1.59576912, vec4f(87.0))));
}`,
  relu: 'fn activation(value: vec4f) -> vec4f { return max(value, vec4f(0.0)); }',
  tanh: 'fn activation(value: vec4f) -> vec4f { return tanh(clamp(value, vec4f(-15.0), vec4f(15.0))); }',
};
