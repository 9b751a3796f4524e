/**
 * @file The kernel's steps as functions over one linear memory. Addresses are in bytes and sizes in elements;
 * kernels/*.ts describe each step.
 */
export interface KernelSteps {
  activationBytes(): number;
  packMatrix(source: number, target: number, sums: number, depth: number, columns: number): void;
  lookUpRows(ids: number, table: number, scales: number, out: number, rows: number, width: number): void;
  quantizeRows(
    x: number,
    factors: number,
    target: number,
    scales: number,
    zeros: number,
    rows: number,
    depth: number,
  ): void;
  int8Product(
    x: number,
    rowScales: number,
    rowZeros: number,
    w: number,
    sums: number,
    scales: number,
    bias: number,
    out: number,
    rows: number,
    depth: number,
    columns: number,
    pairs: boolean,
  ): void;
  emulatesFusedDot(scratch: number): number;
  floatProduct(
    a: number,
    aStride: number,
    b: number,
    bStride: number,
    out: number,
    outStride: number,
    rows: number,
    depth: number,
    columns: number,
  ): void;
  attention(
    qkv: number,
    out: number,
    scratch: number,
    rows: number,
    tokens: number,
    hidden: number,
    heads: number,
    reach: number,
  ): void;
  rotateRows(qkv: number, table: number, rows: number, hidden: number, heads: number): void;
  gateRows(x: number, rows: number, width: number): void;
  geluRows(x: number, rows: number, width: number): void;
  geluTanhRows(x: number, rows: number, width: number): void;
  reluRows(x: number, rows: number, width: number): void;
  normRows(
    x: number,
    skip: number,
    out: number,
    scale: number,
    bias: number,
    rows: number,
    width: number,
    epsilon: number,
  ): void;
  sumRows(x: number, out: number, rows: number, width: number): void;
  unitRows(x: number, rows: number, width: number): void;
  widenQuery(source: number, target: number, rows: number, dimensions: number, bits: number): void;
  bestMatches(
    query: number,
    queryRows: number,
    passage: number,
    scales: number,
    rows: number,
    dimensions: number,
    bits: number,
    row: number,
    best: number,
  ): void;
}

export type Kernel = {
  readonly steps: KernelSteps;
  readonly arena: Arena;
  /** Whether int8 products are summed in pairs, which is faster on some processors. Both ways give the same sums. */
  readonly pairs: boolean;
};

/** Starts a kernel with a memory of its own. */
export function startKernel(module: WebAssembly.Module): Kernel {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  const steps = exports as unknown as KernelSteps;
  const arena = new Arena(memory);
  return { steps, arena, pairs: steps.emulatesFusedDot(arena.top) !== 0 };
}

const PAGE = 65536;
const ALIGNMENT = 64;

/**
 * Allocates memory, one address after another. A view is valid until the next `allocate`, since a memory that grows
 * detaches its views.
 */
export class Arena {
  readonly #memory: WebAssembly.Memory;
  /** Address 0 is never allocated, because the kernel's steps read it as "none". */
  #top = ALIGNMENT;

  constructor(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** The address of the next `allocate`. */
  get top(): number {
    return this.#top;
  }

  allocate(bytes: number): number {
    const address = this.#top;
    this.#top = Math.ceil((address + bytes) / ALIGNMENT) * ALIGNMENT;
    const missing = Math.ceil((this.#top - this.#memory.buffer.byteLength) / PAGE);
    if (missing > 0) this.#memory.grow(missing);
    return address;
  }

  /** Frees everything from `top` on. */
  rewind(top: number): void {
    this.#top = top;
  }

  copyIn(data: Uint8Array | Int32Array | Float32Array): number {
    const address = this.allocate(data.byteLength);
    this.bytes(address, data.byteLength).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return address;
  }

  bytes(address: number, count: number): Uint8Array {
    return new Uint8Array(this.#memory.buffer, address, count);
  }

  floats(address: number, count: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, count);
  }

  integers(address: number, count: number): Int32Array {
    return new Int32Array(this.#memory.buffer, address, count);
  }
}
