/**
 * @file An encoder on WebGPU: encodes rows of token ids to quantized vectors, a micro-batch of rows at a time.
 *
 * Rows follow one another without padding. A micro-batch is one command buffer and one read-back: embedding, five
 * dispatches a layer, and two or three for the outputs. The result of a row does not depend on the other rows.
 */
import type { VectorBits } from '../../../models/abilities';
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import type { QueryVectors, TokenVectors } from '../../token-vectors';
import type { RaggedEncoder, RaggedRow } from '../runtime';
import { BatchBuffers, layOut } from './batch-buffers';
import type { Capacity, RaggedBatch } from './batch-buffers';
import { BindGroups } from './bind-groups';
import type { WatchedDevice } from './device';
import { withErrorScopes } from './device';
import { MAP_READ } from './constants';
import type { PipelineName, Pipelines, Products } from './pipelines';
import { readVectors } from './read-vectors';
import { productGroups } from './shaders/product';
import { TILE } from './shaders/shape';
import type { EncoderWeights } from './weights';

export type EncoderParts = {
  readonly watched: WatchedDevice;
  readonly directory: EncoderDirectory;
  readonly weights: EncoderWeights;
  readonly products: Products;
  readonly pipelines: Pipelines;
  /** Bits of the components of passage vectors. */
  readonly bits: VectorBits;
};

/** What is computed: vectors of a query or of passages, or the output of a released encoder for each row. */
type Kind = 'query' | 'passage' | 'row';

export class WgslEncoder implements RaggedEncoder {
  readonly #parts: EncoderParts;
  #buffers: BatchBuffers | undefined;
  #groups: BindGroups | undefined;
  #last: Promise<unknown> = Promise.resolve();

  readonly computeRows?: (rows: readonly RaggedRow[]) => Promise<Float32Array[]>;

  constructor(parts: EncoderParts) {
    this.#parts = parts;
    const { output = 'vectors' } = parts.directory;
    if (output !== 'vectors') this.computeRows = (rows) => this.#inTurn(() => this.#compute(rows));
  }

  encodePassages(rows: readonly (readonly number[])[]): Promise<TokenVectors[]> {
    return this.#inTurn(() => this.#encode(rows, 'passage'));
  }

  async encodeQuery(ids: readonly number[]): Promise<QueryVectors> {
    const [vectors] = await this.#inTurn(() => this.#encode([ids], 'query'));
    return vectors as QueryVectors;
  }

  /** Runs a pass after the earlier ones, since all use the same buffers. */
  #inTurn<T>(pass: () => Promise<T>): Promise<T> {
    const result = this.#last.then(pass);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async #encode(rows: readonly (readonly number[])[], kind: Kind): Promise<TokenVectors[]> {
    const { directory, bits } = this.#parts;
    const batch = layOut(rows);
    const { bytes, buffers } = await this.#run(batch, kind);
    const shape = { ...directory, bits: kind === 'query' ? 8 : bits, weighted: kind === 'query' } as const;
    return rows.map((ids, index) => {
      return readVectors(bytes, buffers.sections, { index, first: batch.rows[2 * index]!, count: ids.length }, shape);
    });
  }

  async #compute(rows: readonly RaggedRow[]): Promise<Float32Array[]> {
    const { output, hidden, labels = 1, positions, types = 1 } = this.#parts.directory;
    const placeOf = (row: number, position: number) =>
      types > 1 ? rows[row]!.types[position]! * positions + position : position;
    const batch = layOut(
      rows.map(({ ids }) => ids),
      placeOf,
    );
    const { bytes, buffers } = await this.#run(batch, 'row');
    const width = output === 'logits' ? labels : hidden;
    const { offset } = buffers.sections.pooled;
    return rows.map((_, index) => new Float32Array(bytes, offset + 4 * index * width, width).slice());
  }

  /** Runs one micro-batch, and gives a copy of its outputs. */
  async #run(batch: RaggedBatch, kind: Kind): Promise<{ readonly bytes: ArrayBuffer; readonly buffers: BatchBuffers }> {
    const buffers = await this.#buffersFor(batch);
    buffers.write(batch);
    this.#submit(batch, kind, buffers);
    await buffers.readBack.mapAsync(MAP_READ);
    const loss = this.#parts.watched.loss();
    if (loss !== undefined) throw new Error(`The GPU device was lost: ${loss}`);
    const bytes = buffers.readBack.getMappedRange().slice(0);
    buffers.readBack.unmap();
    return { bytes, buffers };
  }

  /** One command buffer with all dispatches of a micro-batch. */
  #submit(batch: RaggedBatch, kind: Kind, buffers: BatchBuffers): void {
    const { directory, watched, products } = this.#parts;
    const [tokens, rows, tiles] = [batch.tokens.length / 2, batch.rows.length / 2, batch.tiles.length / 4];
    const groups = this.#groups!;
    const encoder = watched.device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    const run = (name: PipelineName, group: GPUBindGroup, x: number, y = 1) => {
      pass.setPipeline(this.#parts.pipelines[name]!);
      pass.setBindGroup(0, group);
      pass.dispatchWorkgroups(x, y);
    };
    run('embed', groups.embed, tokens);
    if (groups.enter) run('enter', groups.enter, ...productGroups(products.enter, tokens));
    for (const layer of groups.layers) {
      run('qkv', layer.qkv, ...productGroups(products.qkv, tokens));
      run(layer.attends, layer.attention, tiles, directory.heads);
      run('mix', layer.mix, ...productGroups(products.mix, tokens));
      run('up', layer.up, ...productGroups(products.up, tokens));
      run('down', layer.down, ...productGroups(products.down, tokens));
    }
    if (kind === 'row') run('rowOutput', groups.rowOutput!, rows);
    else {
      const exit = groups.exit!;
      run(`${kind}Vectors`, exit[kind], Math.ceil(tokens / TILE));
      run('pooled', exit.pooled, rows);
      if (kind === 'query') run('weights', exit.weights, Math.ceil(tokens / 64));
    }
    pass.end();
    encoder.copyBufferToBuffer(buffers.outputs, 0, buffers.readBack, 0, buffers.outputs.size);
    watched.device.queue.submit([encoder.finish()]);
  }

  /** @throws Error if the GPU has too little memory for the batch */
  async #buffersFor(batch: RaggedBatch): Promise<BatchBuffers> {
    const needed: Capacity = { tokens: batch.tokens.length / 2, rows: batch.rows.length / 2 };
    if (this.#buffers?.fits(needed)) return this.#buffers;
    const { tokens, rows } = this.#buffers?.capacity ?? { tokens: 0, rows: 0 };
    const capacity = { tokens: roundUp(Math.max(tokens, needed.tokens)), rows: roundUp(Math.max(rows, needed.rows)) };
    this.#buffers?.destroy();
    this.#buffers = undefined;
    const { watched, directory, pipelines, weights } = this.#parts;
    const { buffers, groups } = await withErrorScopes(watched.device, () => {
      const tokenDim = this.computeRows ? 0 : directory.tokenDim;
      const made = new BatchBuffers(watched.device, { ...directory, tokenDim }, capacity);
      const parts = { device: watched.device, pipelines, weights, buffers: made, rotary: directory.rotary };
      return { buffers: made, groups: new BindGroups(parts) };
    });
    this.#groups = groups;
    return (this.#buffers = buffers);
  }

  /** Gives the memory of the GPU back. */
  release(): Promise<void> {
    this.#parts.watched.device.destroy();
    return Promise.resolve();
  }
}

/** The next power of two, so that buffers are replaced rarely. */
function roundUp(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(count, SMALLEST)));
}

const SMALLEST = 16;
