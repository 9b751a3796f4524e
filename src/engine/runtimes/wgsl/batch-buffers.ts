/** @file The buffers of one micro-batch. They are as large as the largest batch so far, and are used again. */
import { BUFFER_USAGE } from './constants';
import type { RotaryLayer } from '../../../models/files/tensor-directory';
import { rotaryTable } from '../rotary-table';
import { QUERIES } from './shaders/shape';

/** Rows of different lengths, one after another without padding. */
export type RaggedBatch = {
  /** (tokens) of two: token id, row of the position table. */
  readonly tokens: Uint32Array;
  /** (rows) of two: first token, number of tokens. */
  readonly rows: Uint32Array;
  /** (tiles) of four: first token of the row, its number of tokens, first query of the tile, 0. */
  readonly tiles: Uint32Array;
};

/** @param placeOf gives the row of the position table of a token. Default: its position */
export function layOut(
  rows: readonly (readonly number[])[],
  placeOf: (row: number, position: number) => number = (_, position) => position,
): RaggedBatch {
  const tokens: number[] = [];
  const places: number[] = [];
  const tiles: number[] = [];
  for (const [row, ids] of rows.entries()) {
    const first = tokens.length / 2;
    ids.forEach((id, position) => tokens.push(id, placeOf(row, position)));
    places.push(first, ids.length);
    for (let query = 0; query < ids.length; query += QUERIES) tiles.push(first, ids.length, query, 0);
  }
  return { tokens: Uint32Array.from(tokens), rows: Uint32Array.from(places), tiles: Uint32Array.from(tiles) };
}

/** The largest batch that buffers are made for. */
export type Capacity = { readonly tokens: number; readonly rows: number };

type Sizes = {
  readonly hidden: number;
  readonly heads: number;
  readonly preNorm?: boolean;
  readonly rotary?: readonly RotaryLayer[];
  readonly inner: number;
  /** 0 for an encoder without token vectors. */
  readonly tokenDim: number;
};

/** The parts of the output buffer, in bytes. */
export type OutputSections = Readonly<
  Record<'components' | 'scales' | 'weights' | 'pooled', { readonly offset: number; readonly size: number }>
>;

export class BatchBuffers {
  readonly capacity: Capacity;
  readonly sections: OutputSections;
  readonly size: GPUBuffer;
  readonly tokens: GPUBuffer;
  readonly rows: GPUBuffer;
  readonly tiles: GPUBuffer;
  readonly states: GPUBuffer;
  /** What the products of a layer read: the states themselves, unless norms precede the blocks. */
  readonly normed: GPUBuffer;
  /** The rotary tables by their theta. */
  readonly turns: ReadonlyMap<number, GPUBuffer>;
  readonly wide: GPUBuffer;
  readonly mixed: GPUBuffer;
  readonly outputs: GPUBuffer;
  /** The copy of the outputs that the CPU reads. */
  readonly readBack: GPUBuffer;
  readonly #device: GPUDevice;

  /** Components may have 8 bits, since those of queries have. */
  constructor(device: GPUDevice, sizes: Sizes, capacity: Capacity) {
    const { hidden, inner, tokenDim, preNorm = false } = sizes;
    this.#device = device;
    this.capacity = capacity;
    const { tokens, rows } = capacity;
    this.sections = sectionsOf({
      components: tokens * tokenDim,
      scales: tokenDim > 0 ? 4 * tokens : 0,
      weights: tokenDim > 0 ? 4 * tokens : 0,
      pooled: 4 * rows * hidden,
    });
    const { storage, copyTarget, copySource, mapRead } = BUFFER_USAGE;
    const create = (size: number, usage: number = storage) => device.createBuffer({ size, usage });
    this.size = create(16, storage | copyTarget);
    this.tokens = create(8 * tokens, storage | copyTarget);
    this.rows = create(8 * rows, storage | copyTarget);
    this.tiles = create(16 * (rows + Math.ceil(tokens / QUERIES)), storage | copyTarget);
    this.states = create(4 * tokens * hidden);
    this.normed = preNorm ? create(4 * tokens * hidden) : this.states;
    this.turns = this.#rotaryTables(sizes);
    this.wide = create(4 * tokens * Math.max(3 * hidden, inner));
    this.mixed = create(4 * tokens * hidden);
    const total = this.sections.pooled.offset + this.sections.pooled.size;
    this.outputs = create(total, storage | copySource);
    this.readBack = create(total, copyTarget | mapRead);
  }

  /** A row has at most as many tokens as a batch. */
  #rotaryTables({ rotary = [], hidden, heads }: Sizes): ReadonlyMap<number, GPUBuffer> {
    const { storage, copyTarget } = BUFFER_USAGE;
    const thetas = new Set(rotary.map(({ theta }) => theta));
    return new Map(
      Array.from(thetas, (theta) => {
        const table = rotaryTable(theta, hidden / heads, this.capacity.tokens);
        const buffer = this.#device.createBuffer({ size: table.byteLength, usage: storage | copyTarget });
        this.#device.queue.writeBuffer(buffer, 0, table);
        return [theta, buffer] as const;
      }),
    );
  }

  fits({ tokens, rows }: Capacity): boolean {
    return tokens <= this.capacity.tokens && rows <= this.capacity.rows;
  }

  write(batch: RaggedBatch): void {
    const { queue } = this.#device;
    queue.writeBuffer(this.size, 0, Uint32Array.of(batch.tokens.length / 2));
    queue.writeBuffer(this.tokens, 0, batch.tokens);
    queue.writeBuffer(this.rows, 0, batch.rows);
    queue.writeBuffer(this.tiles, 0, batch.tiles);
  }

  destroy(): void {
    const { size, tokens, rows, tiles, states, normed, turns, wide, mixed, outputs, readBack } = this;
    const all = [size, tokens, rows, tiles, states, normed, ...turns.values(), wide, mixed, outputs, readBack];
    for (const buffer of new Set(all)) buffer.destroy();
  }
}

/** Sections start at multiples of 256 bytes, as bindings must. */
function sectionsOf(sizes: Record<keyof OutputSections, number>): OutputSections {
  let end = 0;
  const section = (size: number) => {
    const offset = end;
    end = Math.ceil((offset + size) / 256) * 256;
    return { offset, size };
  };
  return {
    components: section(sizes.components),
    scales: section(sizes.scales),
    weights: section(sizes.weights),
    pooled: section(sizes.pooled),
  };
}
