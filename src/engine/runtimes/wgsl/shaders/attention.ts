/**
 * @file Self-attention within each row of a ragged batch: softmax(Q·Kᵀ / √width)·V for each head (Vaswani et al., 2017,
 * equation 1), in one pass over the keys (online softmax: Milakov and Gimelshein, 2018).
 *
 * One workgroup computes 64 queries of one head, one query a thread; keys and values pass through workgroup memory.
 * With rotary positions, queries and keys are turned when they are read. With a limit, only the keys that one of the
 * queries reaches are read.
 */
import type { RotaryLayer } from '../../../../models/files/tensor-directory';
import { QUERIES, unroll } from './shape';
import type { ShaderShape } from './shape';

/** Number of keys in workgroup memory at a time. With heads of up to 64 dimensions they take at most 16 kB. */
function keysFor(width: number): number {
  return width > 32 ? 16 : 32;
}

/** @param rotary of the layers that the shader is for; undefined without rotary positions */
export function attentionShader(
  { hidden, heads }: Pick<ShaderShape, 'hidden' | 'heads'>,
  rotary?: RotaryLayer,
): string {
  const width = hidden / heads;
  if (width % 4 !== 0) throw new TypeError(`Expected heads with a multiple of 4 dimensions, got ${width}`);
  const [fours, keys] = [width / 4, keysFor(width)];
  const each = (line: (i: number) => string, separator = ' ') => unroll(fours, line, separator);
  return /* wgsl */ `
@group(0) @binding(0) var<storage, read> tiles: array<vec4u>; // first token of the row, its tokens, first query
@group(0) @binding(1) var<storage, read> qkv: array<vec4f>; // (tokens, 3 hidden / 4)
@group(0) @binding(2) var<storage, read_write> outputs: array<vec4f>; // (tokens, hidden / 4)
var<workgroup> keys: array<vec4f, ${keys * fours}>;
var<workgroup> values: array<vec4f, ${keys * fours}>;
${rotary ? readTurned(hidden, fours) : readPlain(hidden)}

@compute @workgroup_size(${QUERIES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let tile = tiles[group.x];
  let length = tile.y;
  let query = tile.z + thread;
  let head = group.y * ${fours}u;
  let own = min(query, length - 1u);
  ${each((i) => `let query${i} = readFour(tile.x, own, head, ${i}u); var sum${i} = vec4f(0.0);`, '\n  ')}
  var high = -1e30;
  var total = 0.0;
  ${keyRange(rotary?.reach)}
  for (var start = begin; start < end; start += ${keys}u) {
    workgroupBarrier();
    for (var i = thread; i < ${keys * fours}u; i += ${QUERIES}u) {
      let key = start + i / ${fours}u;
      if (key < end) {
        let at = (tile.x + key) * ${(3 * hidden) / 4}u + head + i % ${fours}u;
        keys[i] = readFour(tile.x, key, head + ${hidden / 4}u, i % ${fours}u);
        values[i] = qkv[at + ${hidden / 2}u];
      }
    }
    workgroupBarrier();
    let count = min(${keys}u, end - start);
    for (var key = 0u; key < count; key++) {
      ${skipFar(rotary?.reach)}
      let at = key * ${fours}u;
      let score = ${each((i) => `dot(query${i}, keys[at + ${i}u])`, ' + ')};
      if (score > high) {
        let kept = exp((high - score) * ${1 / Math.sqrt(width)});
        high = score;
        total *= kept;
        ${each((i) => `sum${i} *= kept;`)}
      }
      let share = exp((score - high) * ${1 / Math.sqrt(width)});
      total += share;
      ${each((i) => `sum${i} = fma(vec4f(share), values[at + ${i}u], sum${i});`)}
    }
  }
  if (query < length) {
    let place = (tile.x + query) * ${hidden / 4}u + head;
    ${each((i) => `outputs[place + ${i}u] = sum${i} / total;`, '\n    ')}
  }
}`;
}

/** The keys that one of the workgroup's queries reaches, from `begin` up to `end`. */
function keyRange(reach: number | undefined): string {
  if (reach === undefined) return 'let begin = 0u; let end = length;';
  return `let begin = max(tile.z, ${reach}u) - ${reach}u; let end = min(length, tile.z + ${QUERIES + reach}u);`;
}

function skipFar(reach: number | undefined): string {
  return reach === undefined ? '' : `if (abs(i32(start + key) - i32(query)) > ${reach}) { continue; }`;
}

/** Declares `readFour`: the four numbers `i` of a head of a query or key. */
function readPlain(hidden: number): string {
  return /* wgsl */ `
fn readFour(first: u32, position: u32, head: u32, i: u32) -> vec4f {
  return qkv[(first + position) * ${(3 * hidden) / 4}u + head + i];
}`;
}

/**
 * Declares `readFour`, which turns a query or key by its position in the row as kernels/rotary.ts does.
 *
 * @param fours a quarter of the width of a head
 */
function readTurned(hidden: number, fours: number): string {
  if (fours % 2 !== 0) throw new TypeError(`Expected heads with a multiple of 8 dimensions, got ${4 * fours}`);
  const half = fours / 2;
  return /* wgsl */ `
@group(0) @binding(3) var<storage, read> turns: array<vec4f>; // (positions, width / 4): cosines, then sines

fn readFour(first: u32, position: u32, head: u32, i: u32) -> vec4f {
  let own = (first + position) * ${(3 * hidden) / 4}u + head;
  let pair = i % ${half}u;
  let cosines = turns[position * ${fours}u + pair];
  let sines = turns[position * ${fours}u + ${half}u + pair];
  let a = qkv[own + pair];
  let b = qkv[own + ${half}u + pair];
  return select(fma(a, sines, b * cosines), fma(a, cosines, -b * sines), i < ${half}u);
}`;
}
