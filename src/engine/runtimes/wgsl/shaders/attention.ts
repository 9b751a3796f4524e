/**
 * @file Self-attention within each row of a ragged batch: softmax(Q·Kᵀ / √width)·V for each head (Vaswani et al., 2017,
 * equation 1), in one pass over the keys (online softmax: Milakov and Gimelshein, 2018).
 *
 * One workgroup computes 64 queries of one head, one query a thread; keys and values pass through workgroup memory.
 */
import { QUERIES, unroll } from './shape';
import type { ShaderShape } from './shape';

/** Number of keys in workgroup memory at a time. With heads of up to 64 dimensions they take at most 16 kB. */
function keysFor(width: number): number {
  return width > 32 ? 16 : 32;
}

export function attentionShader({ hidden, heads }: Pick<ShaderShape, 'hidden' | 'heads'>): string {
  const width = hidden / heads;
  if (width % 4 !== 0) throw new TypeError(`Expected heads with a multiple of 4 dimensions, got ${width}`);
  const fours = width / 4;
  const keys = keysFor(width);
  const each = (line: (i: number) => string, separator = ' ') => unroll(fours, line, separator);
  return /* wgsl */ `
@group(0) @binding(0) var<storage, read> tiles: array<vec4u>; // first token of the row, its tokens, first query
@group(0) @binding(1) var<storage, read> qkv: array<vec4f>; // (tokens, 3 hidden / 4)
@group(0) @binding(2) var<storage, read_write> outputs: array<vec4f>; // (tokens, hidden / 4)
var<workgroup> keys: array<vec4f, ${keys * fours}>;
var<workgroup> values: array<vec4f, ${keys * fours}>;

@compute @workgroup_size(${QUERIES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
  let tile = tiles[group.x];
  let length = tile.y;
  let query = tile.z + thread;
  let head = group.y * ${fours}u;
  let own = (tile.x + min(query, length - 1u)) * ${(3 * hidden) / 4}u + head;
  ${each((i) => `let query${i} = qkv[own + ${i}u]; var sum${i} = vec4f(0.0);`, '\n  ')}
  var high = -1e30;
  var total = 0.0;
  for (var start = 0u; start < length; start += ${keys}u) {
    workgroupBarrier();
    for (var i = thread; i < ${keys * fours}u; i += ${QUERIES}u) {
      let key = start + i / ${fours}u;
      if (key < length) {
        let at = (tile.x + key) * ${(3 * hidden) / 4}u + head + i % ${fours}u;
        keys[i] = qkv[at + ${hidden / 4}u];
        values[i] = qkv[at + ${hidden / 2}u];
      }
    }
    workgroupBarrier();
    let count = min(${keys}u, length - start);
    for (var key = 0u; key < count; key++) {
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
