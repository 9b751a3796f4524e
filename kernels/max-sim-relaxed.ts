/**
 * @file The inner loop of MaxSim with relaxed SIMD, for passages of 4 bits. It compares eight query tokens with four
 * passage tokens at a time.
 *
 * A component −8…7 of the passage is read as 0…15. This adds 8 times the sum of the query's row to a dot product, which
 * is subtracted at the end. All sums are exact integers.
 */
const PANEL = 8;
const TILE = 4;

/**
 * Packs int8 (rows, dimensions) into panels of eight rows: (dimensions / 4, 8, 4), then 8 · the sum of each row, i32
 * (8). Dimensions are in the order in which `unpackFour` gives them. Rows beyond the last may have any content.
 */
export function packQuery(source: usize, target: usize, rows: i32, dimensions: i32): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  for (let row = 0; row < rows; row++) {
    const panel = target + <usize>(row / PANEL) * panelBytes(dimensions);
    let sum = 0;
    for (let d = 0; d < dimensions; d++) {
      const value = load<i8>(source++);
      sum += value;
      const place = (d & ~15) + ((d & 1) << 3) + ((d & 15) >> 1); // of each sixteen, the even dimensions come first
      store<i8>(panel + <usize>((place >> 2) * 4 * PANEL + (row % PANEL) * 4 + (place & 3)), <i8>value);
    }
    store<i32>(panel + <usize>(dimensions * PANEL + (row % PANEL) * 4), sum << 3);
  }
}

/** See `bestMatches`. */
export function bestOfNibbles(
  query: usize,
  queryRows: i32,
  passage: usize,
  scales: usize,
  rows: i32,
  dimensions: i32,
  tile: usize,
  best: usize,
): void {
  if (!ASC_FEATURE_RELAXED_SIMD) return;
  const end = best + ((<usize>queryRows) << 2);
  for (let at = best; at < end; at += 16) v128.store(at, f32x4.splat(-Infinity));
  const bytes = <usize>(dimensions >> 1);
  const last = rows - 1;
  for (let from = 0; from < rows; from += TILE) {
    // Rows beyond the last repeat the last one, which does not change a maximum.
    const second = <usize>min(from + 1, last);
    const third = <usize>min(from + 2, last);
    const fourth = <usize>min(from + 3, last);
    const first = passage + <usize>from * bytes;
    unpackFour(first, passage + second * bytes, passage + third * bytes, passage + fourth * bytes, tile, bytes);
    const s0 = v128.load32_splat(scales + ((<usize>from) << 2));
    const s1 = v128.load32_splat(scales + (second << 2));
    const s2 = v128.load32_splat(scales + (third << 2));
    const s3 = v128.load32_splat(scales + (fourth << 2));
    let panel = query;
    for (let at = best; at < end; at += 4 * PANEL) {
      matchPanel(panel, tile, dimensions, s0, s1, s2, s3, at);
      panel += panelBytes(dimensions);
    }
  }
}

// @ts-ignore: decorator
@inline
function panelBytes(dimensions: i32): usize {
  return <usize>(PANEL * dimensions + 4 * PANEL);
}

/**
 * Unpacks four rows with −8…7, two in a byte, to 0…15 in one byte each: (dimensions / 4, 4 rows, 4). Of each sixteen,
 * even ones come first.
 */
// @ts-ignore: decorator
@inline
function unpackFour(a: usize, b: usize, c: usize, d: usize, tile: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = unpacked(a + at);
    const y = unpacked(b + at);
    const z = unpacked(c + at);
    const w = unpacked(d + at);
    const left = i32x4.shuffle(x, y, 0, 4, 1, 5);
    const right = i32x4.shuffle(z, w, 0, 4, 1, 5);
    v128.store(tile, i64x2.shuffle(left, right, 0, 2));
    v128.store(tile, i64x2.shuffle(left, right, 1, 3), 16);
    const later = i32x4.shuffle(x, y, 2, 6, 3, 7);
    const last = i32x4.shuffle(z, w, 2, 6, 3, 7);
    v128.store(tile, i64x2.shuffle(later, last, 0, 2), 32);
    v128.store(tile, i64x2.shuffle(later, last, 1, 3), 48);
    tile += 64;
  }
}

// @ts-ignore: decorator
@inline
function unpacked(at: usize): v128 {
  const pairs = v128.load64_splat(at);
  const even = v128.and(pairs, i8x16.splat(15));
  const odd = i8x16.shr_u(pairs, 4);
  return v128.xor(i8x16.shuffle(even, odd, 0, 1, 2, 3, 4, 5, 6, 7, 24, 25, 26, 27, 28, 29, 30, 31), i8x16.splat(8));
}

/** Compares eight query tokens with the tile's four passage tokens, and keeps the larger values in `best`. */
function matchPanel(panel: usize, tile: usize, dimensions: i32, s0: v128, s1: v128, s2: v128, s3: v128, best: usize): void {
  let r0a = i32x4.splat(0);
  let r0b = i32x4.splat(0);
  let r1a = i32x4.splat(0);
  let r1b = i32x4.splat(0);
  let r2a = i32x4.splat(0);
  let r2b = i32x4.splat(0);
  let r3a = i32x4.splat(0);
  let r3b = i32x4.splat(0);
  const end = panel + <usize>(PANEL * dimensions);
  while (panel < end) {
    const left = v128.load(panel); // four tokens of the query, four dimensions each
    const right = v128.load(panel, 16);
    let x = v128.load32_splat(tile);
    r0a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r0a);
    r0b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r0b);
    x = v128.load32_splat(tile, 4);
    r1a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r1a);
    r1b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r1b);
    x = v128.load32_splat(tile, 8);
    r2a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r2a);
    r2b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r2b);
    x = v128.load32_splat(tile, 12);
    r3a = i32x4.relaxed_dot_i8x16_i7x16_add_s(left, x, r3a);
    r3b = i32x4.relaxed_dot_i8x16_i7x16_add_s(right, x, r3b);
    panel += 4 * PANEL;
    tile += 16;
  }
  const a = v128.load(panel); // 8 · the sums of the query's rows
  const b = v128.load(panel, 16);
  v128.store(best, larger(larger(larger(larger(v128.load(best), r0a, a, s0), r1a, a, s1), r2a, a, s2), r3a, a, s3));
  v128.store(best, larger(larger(larger(larger(v128.load(best, 16), r0b, b, s0), r1b, b, s1), r2b, b, s2), r3b, b, s3), 16);
}

// @ts-ignore: decorator
@inline
function larger(best: v128, dots: v128, excess: v128, scale: v128): v128 {
  return f32x4.pmax(best, f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(dots, excess)), scale));
}
