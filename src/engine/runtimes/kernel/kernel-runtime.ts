/**
 * @file Our own kernel behind the Runtime seam: encoders with a tensor directory, one row at a time, on one thread. Some kilobytes where
 * onnxruntime-web is megabytes, ready in milliseconds.
 */
import type { Device } from '../../../core/types';
import { parseDirectory } from '../../../models/files/tensor-directory';
import type { EncoderDirectory } from '../../../models/files/tensor-directory';
import type { CompiledKernel, FeedTensor, Matcher, OutputTensor, Runtime, Session, SessionFiles } from '../runtime';
import type { EncodedRow } from './encoded-row';
import { SegmentEncoder } from './segment-encoder';
import { startKernel } from './kernel';
import { compileKernel } from './kernel-build';
import type { KernelSource } from './kernel-build';
import { KernelMatcher } from './kernel-matcher';

/** Changes with whatever changes a result. */
const VERSION = 2;

/** @param source its files, or a kernel that was compiled and checked elsewhere */
export async function createKernelRuntime(source: KernelSource | CompiledKernel): Promise<Runtime> {
  return new KernelRuntime('module' in source ? source : await compileKernel(source));
}

class KernelRuntime implements Runtime {
  readonly build: string;
  readonly threads = 1;
  readonly compiled: CompiledKernel;

  constructor(compiled: CompiledKernel) {
    this.build = `rankside-kernel/${compiled.build}@${VERSION}`;
    this.compiled = compiled;
  }

  createMatcher(): Matcher {
    return new KernelMatcher(startKernel(this.compiled.module));
  }

  /** A memory of its own for each stage. */
  // eslint-disable-next-line @typescript-eslint/require-await
  async createSession(device: Device, { segment, graph, data }: SessionFiles): Promise<Session> {
    if (device !== 'wasm') throw new TypeError(`Expected the device of a kernel variant to be wasm, got ${device}`);
    const directory = parseDirectory(graph);
    expectBlocks(directory);
    if (directory.exits[segment - 1] === undefined) {
      throw new TypeError(`Expected a stage from 1 to ${directory.exits.length}, got ${segment}`);
    }
    const file = data.find(({ path }) => path === directory.data);
    if (!file) throw new TypeError(`Expected the variant to have the data file ${directory.data}`);
    return new KernelSession(
      new SegmentEncoder(startKernel(this.compiled.module), directory, segment, file.data),
      directory,
      segment,
    );
  }
}

class KernelSession implements Session {
  readonly inputs: Session['inputs'];
  readonly outputs: readonly string[];
  readonly deviceLoss = undefined;
  readonly #directory: EncoderDirectory;
  readonly #segment: number;
  #encoder: SegmentEncoder | undefined;

  constructor(encoder: SegmentEncoder, directory: EncoderDirectory, segment: number) {
    this.#encoder = encoder;
    this.#directory = directory;
    this.#segment = segment;
    this.inputs = [segment === 1 ? { name: 'input_ids', type: 'int32' } : { name: 'hidden', type: 'float32' }];
    this.outputs = Object.keys(READINGS).filter((name) => name !== 'next_hidden' || segment < directory.exits.length);
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async run(
    feeds: Readonly<Record<string, FeedTensor>>,
    wanted: readonly string[],
  ): Promise<Record<string, OutputTensor>> {
    if (!this.#encoder) throw new Error('The session was released');
    const missing = wanted.find((name) => !this.outputs.includes(name));
    if (missing !== undefined) throw new TypeError(`Expected outputs among ${this.outputs.join(', ')}, got ${missing}`);
    const { row, tokens } = this.#encode(this.#encoder, feeds);
    return Object.fromEntries(wanted.map((name) => [name, READINGS[name]!(row, tokens, this.#directory)]));
  }

  #encode(encoder: SegmentEncoder, feeds: Readonly<Record<string, FeedTensor>>) {
    const name = this.#segment === 1 ? 'input_ids' : 'hidden';
    const feed = feeds[name];
    const [batch, tokens = 0] = feed?.dims ?? [];
    if (batch === 1 && this.#segment === 1 && feed?.data instanceof Int32Array) {
      return { row: encoder.encodeIds(feed.data), tokens };
    }
    if (batch === 1 && this.#segment > 1 && feed?.data instanceof Float32Array) {
      return { row: encoder.encodeStates(feed.data), tokens };
    }
    const type = this.inputs[0]!.type;
    throw new TypeError(
      `Expected ${type} ${name} of one row, got ${feed ? `${feed.type} [${feed.dims.join()}]` : 'none'}`,
    );
  }

  /** Letting the memory go is all there is to do. */
  release(): Promise<void> {
    this.#encoder = undefined;
    return Promise.resolve();
  }
}

/** How each output is read; what is not wanted is not computed. */
const READINGS: Readonly<
  Record<string, (row: EncodedRow, tokens: number, directory: EncoderDirectory) => OutputTensor>
> = {
  next_hidden: (row, tokens, { hidden }) => ({ data: row.states(), dims: [1, tokens, hidden] }),
  token_vectors: (row, tokens, { tokenDim }) => ({ data: row.tokenVectors(), dims: [1, tokens, tokenDim] }),
  token_weights: (row, tokens) => ({ data: row.tokenWeights(), dims: [1, tokens] }),
  pooled: (row, _, { hidden }) => ({ data: row.pooled(), dims: [1, hidden] }),
};

/** Depths are read 16 at a time, columns 8 at a time. */
function expectBlocks({ hidden, inner, heads, tokenDim, embedding }: EncoderDirectory): void {
  expectMultiple('hidden', hidden, 16);
  expectMultiple('inner', inner, 16);
  expectMultiple('hidden / heads', hidden / heads, 8);
  expectMultiple('tokenDim', tokenDim, 8);
  expectMultiple('embedding', embedding, 4);
}

function expectMultiple(name: string, value: number, of: number): void {
  if (value % of !== 0) throw new TypeError(`Expected \`${name}\` to be a multiple of ${of}, got ${value}`);
}
