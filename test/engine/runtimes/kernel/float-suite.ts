/** @file Compares the kernel's float steps with plain JavaScript in double precision. */
import { describe, expect, test } from 'vitest';
import { offsetOf } from '../../../../src/engine/runtimes/kernel/activations';
import { rotaryTable } from '../../../../src/engine/runtimes/rotary-table';
import type { Kernel } from '../../../../src/engine/runtimes/kernel/kernel';
import { mulberry32 } from '../../../../src/eval/mulberry32';

/** Random numbers in (−size, size). */
function numbers(count: number, size: number, seed = count): Float32Array {
  const next = mulberry32(seed);
  return Float32Array.from({ length: count }, () => (2 * next() - 1) * size);
}

function expectClose(actual: Float32Array, expected: readonly number[], tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = expected.reduce((most, value, index) => Math.max(most, Math.abs(value - actual[index]!)), 0);
  expect(worst).toBeLessThan(tolerance);
}

export function testFloatSteps(name: string, start: () => Promise<Kernel>): void {
  describe(`the ${name} build`, () => {
    test('lookUpRows() gives each id its row times the row’s scale', async () => {
      const { arena, steps } = await start();
      const [count, width] = [7, 20];
      const table = Int8Array.from({ length: count * width }, (_, index) => ((index * 37) % 255) - 127);
      const scales = numbers(count, 1);
      const ids = Int32Array.of(6, 0, 3, 3, 1);
      const out = arena.allocate(4 * ids.length * width);
      steps.lookUpRows(
        arena.copyIn(ids),
        arena.copyIn(new Uint8Array(table.buffer)),
        arena.copyIn(scales),
        out,
        ids.length,
        width,
      );
      const expected = Array.from(ids, (id) =>
        Array.from(table.subarray(id * width, (id + 1) * width), (value) => Math.fround(value * scales[id]!)),
      );
      expect([...arena.floats(out, ids.length * width)]).toEqual(expected.flat());
    });

    test('floatProduct() multiplies matrices whose lines have a stride', async () => {
      const { arena, steps } = await start();
      const [rows, depth, columns, aLine, bLine, outLine] = [8, 37, 24, 40, 32, 28];
      const a = numbers(rows * aLine, 1);
      const b = numbers(depth * bLine, 1);
      const out = arena.allocate(4 * rows * outLine);
      steps.floatProduct(
        arena.copyIn(a),
        4 * aLine,
        arena.copyIn(b),
        4 * bLine,
        out,
        4 * outLine,
        rows,
        depth,
        columns,
      );
      for (let row = 0; row < rows; row++) {
        const expected = Array.from({ length: columns }, (_, column) => {
          let sum = 0;
          for (let k = 0; k < depth; k++) sum += a[row * aLine + k]! * b[k * bLine + column]!;
          return sum;
        });
        expectClose(arena.floats(out + 4 * row * outLine, columns), expected, 1e-5);
      }
    });

    test('quantizeRows() stays within half a step of every value times its factor', async () => {
      const { arena, steps } = await start();
      const [rows, depth] = [8, 32];
      const x = numbers(rows * depth, 3);
      x.fill(0, depth, 2 * depth); // a row of zeros
      x.set(x.subarray(2 * depth, 3 * depth).map(Math.abs), 2 * depth); // a row that is never negative
      const factors = numbers(depth, 1).map((value) => 1.5 + value);
      const bytes = steps.activationBytes();
      const address = arena.copyIn(x);
      const target = arena.allocate(bytes * rows * depth);
      const scales = arena.allocate(4 * rows);
      const zeros = arena.allocate(4 * rows);
      steps.quantizeRows(address, arena.copyIn(factors), target, scales, zeros, rows, depth);
      expect(arena.floats(address, x.length)).toEqual(x); // read, not written
      const raw = arena.bytes(target, bytes * rows * depth).slice();
      const activations = bytes === 1 ? raw : new Int16Array(raw.buffer);
      for (const index of x.keys()) {
        const row = Math.floor(index / depth);
        const activation = activations[offsetOf(row, index % depth, depth)]!;
        const scale = arena.floats(scales, rows)[row]!;
        const value = (activation - arena.floats(zeros, rows)[row]!) * scale;
        expect(activation).toBeGreaterThanOrEqual(0);
        expect(activation).toBeLessThanOrEqual(127);
        expect(Math.abs(value - x[index]! * factors[index % depth]!)).toBeLessThanOrEqual(1.001 * scale);
      }
    });

    test('geluRows() is within 1e-6 of x · Φ(x)', async () => {
      const { arena, steps } = await start();
      const x = Float32Array.from({ length: 4096 }, (_, index) => (index - 2048) / 256);
      const address = arena.copyIn(x);
      steps.geluRows(address, 4, 1024);
      const gelu = Array.from(x, (value) => (value * (1 + erf(value / Math.SQRT2))) / 2);
      expectClose(
        arena.floats(address, x.length).map((value, index) => value - gelu[index]!),
        gelu.map(() => 0),
        2e-6, // half a unit in the last place of 8 is 5e-7
      );
    });

    test.each([
      ['geluTanhRows', (x: number) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))],
      ['reluRows', (x: number) => Math.max(0, x)],
    ] as const)('%s() is within 1e-6 of its definition, also far from zero', async (name, definition) => {
      const { arena, steps } = await start();
      const near = Array.from({ length: 4092 }, (_, index) => (index - 2046) / 256);
      const x = Float32Array.from([...near, -1e4, -40, 40, 1e4]);
      const address = arena.copyIn(x);
      steps[name](address, 4, 1024);
      const expected = Array.from(x, definition);
      expectClose(
        arena.floats(address, x.length).map((value, index) => (value - expected[index]!) / Math.max(8, x[index]!)),
        expected.map(() => 0),
        1e-6,
      );
    });

    test('normRows() adds, centres, scales and shifts, in place or to another address', async () => {
      const { arena, steps } = await start();
      const [rows, width] = [4, 48];
      const [x, skip, scale, bias] = [
        numbers(rows * width, 5),
        numbers(rows * width, 2, 1),
        numbers(width, 1),
        numbers(width, 1, 2),
      ];
      const address = arena.copyIn(x);
      const other = arena.allocate(4 * rows * width);
      const [skipped, scales, biases] = [arena.copyIn(skip), arena.copyIn(scale), arena.copyIn(bias)];
      steps.normRows(address, skipped, other, scales, biases, rows, width, 1e-5);
      const added = x.map((value, index) => value + skip[index]!);
      expect(arena.floats(address, x.length)).toEqual(added);
      steps.normRows(address, 0, address, scales, biases, rows, width, 1e-5);
      expect(arena.floats(address, x.length)).toEqual(arena.floats(other, x.length));
      for (let row = 0; row < rows; row++) {
        const sums = Array.from(added.subarray(row * width, (row + 1) * width));
        const mean = sums.reduce((total, value) => total + value, 0) / width;
        const variance = sums.reduce((total, value) => total + (value - mean) ** 2, 0) / width;
        const expected = sums.map((value, k) => ((value - mean) / Math.sqrt(variance + 1e-5)) * scale[k]! + bias[k]!);
        expectClose(arena.floats(address + 4 * row * width, width), expected, 1e-5);
      }
    });

    test.each([
      ...[1, 2, 7, 8, 19, 64].map((tokens) => [tokens, 16, 2 ** 30] as const),
      ...[8, 24, 40].map((width) => [19, width, 2 ** 30] as const),
      ...[0, 1, 5, 8, 17, 40].map((reach) => [45, 16, reach] as const),
      [70, 8, 20] as const,
    ])('attention() over %i tokens reads no others, with heads of width %i, up to %i away', async (...shape) => {
      const [tokens, width, reach] = shape;
      const { arena, steps } = await start();
      const heads = 3;
      const hidden = heads * width;
      const rows = Math.ceil(tokens / 4) * 4;
      const qkv = numbers(rows * 3 * hidden, 2, tokens);
      qkv.fill(1e6, tokens * 3 * hidden); // the rows that fill the last block of four must not be read as keys
      const out = arena.allocate(4 * rows * hidden);
      const scratchSize = Math.ceil(tokens / 8) * 8 * (2 * width + 16);
      const scratch = arena.copyIn(new Float32Array(scratchSize).fill(NaN));
      steps.attention(arena.copyIn(qkv), out, scratch, rows, tokens, hidden, heads, reach);
      const mixed = naiveAttention(qkv, { tokens, heads, width, reach });
      expectClose(arena.floats(out, tokens * hidden), mixed, 2e-5);
    });

    test('attention() gives zeros for queries that reach no key', async () => {
      const { arena, steps } = await start();
      const [tokens, rows, heads, width, reach] = [9, 40, 2, 8, 6];
      const hidden = heads * width;
      const qkv = numbers(rows * 3 * hidden, 2);
      const out = arena.allocate(4 * rows * hidden);
      const scratch = arena.allocate(4 * 16 * (2 * width + 16));
      steps.attention(arena.copyIn(qkv), out, scratch, rows, tokens, hidden, heads, reach);
      const found = Array.from({ length: rows }, (_, row) =>
        arena.floats(out + 4 * row * hidden, hidden).some((value) => value !== 0),
      );
      expect(found).toEqual(found.map((_, row) => row < tokens + reach));
    });

    test('rotateRows() turns the pairs of queries and keys, and leaves the values', async () => {
      const { arena, steps } = await start();
      const [rows, heads, width, theta] = [5, 3, 16, 100];
      const hidden = heads * width;
      const qkv = numbers(rows * 3 * hidden, 2);
      const address = arena.copyIn(qkv);
      steps.rotateRows(address, arena.copyIn(rotaryTable(theta, width, rows)), rows, hidden, heads);
      const expected = Array.from(qkv, (value, index) => {
        const [row, at] = [Math.floor(index / (3 * hidden)), index % (3 * hidden)];
        if (at >= 2 * hidden) return value;
        const pair = at % (width / 2);
        const angle = row * theta ** ((-2 * pair) / width);
        const isFirst = at % width < width / 2;
        const other = qkv[isFirst ? index + width / 2 : index - width / 2]!;
        return value * Math.cos(angle) + (isFirst ? -other : other) * Math.sin(angle);
      });
      expectClose(arena.floats(address, qkv.length), expected, 1e-6);
    });

    test('gateRows() multiplies the halves of each row, and closes the gaps', async () => {
      const { arena, steps } = await start();
      const [rows, width] = [5, 12];
      const x = numbers(rows * 2 * width, 2);
      const address = arena.copyIn(x);
      steps.gateRows(address, rows, width);
      const expected = Array.from({ length: rows * width }, (_, index) => {
        const from = Math.floor(index / width) * 2 * width + (index % width);
        return x[from]! * x[from + width]!;
      });
      expectClose(arena.floats(address, rows * width), expected, 1e-6);
    });

    test('sumRows() and unitRows() pool', async () => {
      const { arena, steps } = await start();
      const [rows, width] = [5, 16];
      const x = numbers(rows * width, 1);
      const out = arena.allocate(4 * width);
      const address = arena.copyIn(x);
      steps.sumRows(address, out, rows, width);
      const sums = Array.from({ length: width }, (_, k) => sumOf(rows, (row) => x[row * width + k]!));
      expectClose(arena.floats(out, width), sums, 1e-5);
      steps.unitRows(address, rows, width);
      const lengths = Array.from({ length: rows }, (_, row) =>
        sumOf(width, (k) => arena.floats(address, x.length)[row * width + k]! ** 2),
      );
      for (const length of lengths) expect(length).toBeCloseTo(1, 5);
    });
  });
}

type AttentionShape = Readonly<Record<'tokens' | 'heads' | 'width' | 'reach', number>>;

function naiveAttention(qkv: Float32Array, { tokens, heads, width, reach }: AttentionShape): number[] {
  const hidden = heads * width;
  const value = (token: number, part: number, head: number, index: number) =>
    qkv[token * 3 * hidden + part * hidden + head * width + index]!;
  const mixed = new Array<number>(tokens * hidden).fill(0);
  for (let head = 0; head < heads; head++) {
    for (let query = 0; query < tokens; query++) {
      const scores = Array.from({ length: tokens }, (_, key) => {
        if (Math.abs(query - key) > reach) return -Infinity;
        return sumOf(width, (index) => (value(query, 0, head, index) * value(key, 1, head, index)) / Math.sqrt(width));
      });
      const top = Math.max(...scores);
      const shares = scores.map((score) => Math.exp(score - top));
      const total = sumOf(tokens, (key) => shares[key]!);
      for (let index = 0; index < width; index++) {
        mixed[query * hidden + head * width + index] = sumOf(
          tokens,
          (key) => (shares[key]! / total) * value(key, 2, head, index),
        );
      }
    }
  }
  return mixed;
}

function sumOf(count: number, term: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < count; index++) sum += term(index);
  return sum;
}

/** 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n+1)!!, whose terms all have one sign; ±1 to double precision beyond 6. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
