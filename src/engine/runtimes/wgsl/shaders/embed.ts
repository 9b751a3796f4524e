/**
 * @file Embeds tokens: the normalised sum of a word vector, widened if it is narrow, and a position vector if there are
 * any. One workgroup computes one token.
 */
import { bindings, BYTES_TO_FLOATS, sumOverThreads, threadsFor } from './shape';
import type { ShaderShape } from './shape';

/** @param placed whether there is a position table */
export function embedShader({ hidden, embedding, epsilon }: ShaderShape, placed: boolean): string {
  const threads = threadsFor(hidden);
  const perThread = hidden / threads;
  const wide = embedding !== hidden;
  return /* wgsl */ `
${bindings(
  'var<storage, read> tokens: array<vec2u>; // (id, position)',
  'var<storage, read> words: array<u32>; // (vocabulary, embedding / 4)',
  'var<storage, read> wordScales: array<f32>;',
  placed && 'var<storage, read> positions: array<u32>; // (positions, hidden / 4)',
  placed && 'var<storage, read> positionScales: array<f32>;',
  'var<storage, read> norm: array<vec2f>; // (hidden): scale, bias',
  'var<storage, read_write> states: array<f32>; // (tokens, hidden)',
  wide && 'var<storage, read> widen: array<f32>; // (embedding, hidden)',
)}
${BYTES_TO_FLOATS}
${sumOverThreads(threads)}
${wide ? `var<workgroup> word: array<vec4f, ${embedding / 4}>;` : ''}

@compute @workgroup_size(${threads})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let token = tokens[group.x];
  let wordScale = wordScales[token.x];
  ${placed ? 'let positionScale = positionScales[token.y];' : ''}
  ${
    wide
      ? `for (var k = thread; k < ${embedding / 4}u; k += ${threads}u) {
    word[k] = bytesToFloats(words[token.x * ${embedding / 4}u + k]) * wordScale;
  }
  workgroupBarrier();`
      : ''
  }
  var values: array<f32, ${perThread}>;
  var total = 0.0;
  for (var i = 0u; i < ${perThread}u; i++) {
    let column = thread + i * ${threads}u;
    ${wide ? widenedColumn(embedding, hidden) : tableColumn(hidden)}
    values[i] = value${placed ? ` + ${positionColumn(hidden)}` : ''};
    total += values[i];
  }
  let mean = sumOverThreads(total, thread) / ${hidden}.0;
  var squares = 0.0;
  for (var i = 0u; i < ${perThread}u; i++) { squares += (values[i] - mean) * (values[i] - mean); }
  let factor = 1.0 / sqrt(sumOverThreads(squares, thread) / ${hidden}.0 + ${epsilon});
  for (var i = 0u; i < ${perThread}u; i++) {
    let column = thread + i * ${threads}u;
    states[group.x * ${hidden}u + column] = (values[i] - mean) * factor * norm[column].x + norm[column].y;
  }
}`;
}

function widenedColumn(embedding: number, hidden: number): string {
  return /* wgsl */ `
    var value = 0.0;
    for (var k = 0u; k < ${embedding / 4}u; k++) {
      let four = word[k];
      let first = k * ${4 * hidden}u + column;
      value += four.x * widen[first];
      value += four.y * widen[first + ${hidden}u];
      value += four.z * widen[first + ${2 * hidden}u];
      value += four.w * widen[first + ${3 * hidden}u];
    }`;
}

function positionColumn(hidden: number): string {
  return `bytesToFloats(positions[token.y * ${hidden / 4}u + column / 4u])[column % 4u] * positionScale`;
}

function tableColumn(hidden: number): string {
  return `let value = bytesToFloats(words[token.x * ${hidden / 4}u + column / 4u])[column % 4u] * wordScale;`;
}
