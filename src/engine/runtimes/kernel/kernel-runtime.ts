/**
 * @file The runtime of our own kernel. It runs encoders that have a tensor directory, one row at a time, on one thread.
 * It is some kilobytes where onnxruntime-web is megabytes, and starts in milliseconds.
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

/** Increases with every change to the kernel, or to how released weights are quantized, that changes a result. */
const VERSION = 2;

/** @param source the kernel's files, or a kernel that another worker compiled and checked */
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

  /** Each segment has a memory of its own. */
  // eslint-disable-next-line @typescript-eslint/require-await
  async createSession(device: Device, { segment, graph, data }: SessionFiles): Promise<Session> {
    if (device !== 'wasm') throw new TypeError(`Expected the device of a kernel variant to be wasm, got ${device}`);
    const directory = parseDirectory(graph);
    expectBlocks(directory);
    if (directory.exits[segment - 1] === undefined) {
      throw new TypeError(`Expected a segment from 1 to ${directory.exits.length}, got ${segment}`);
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
    this.inputs = inputsOf(directory, segment);
    this.outputs = outputsOf(directory, segment);
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
      const types = feeds['token_type_ids']?.data as Int32Array | undefined;
      const mask = feeds['attention_mask']?.data as Int32Array | undefined;
      // Tokens that are not attended to are the last ones.
      const attended = mask?.reduce((sum, each) => sum + each, 0);
      return { row: encoder.encodeIds({ ids: feed.data, types, attended }), tokens };
    }
    if (batch === 1 && this.#segment > 1 && feed?.data instanceof Float32Array) {
      return { row: encoder.encodeStates(feed.data), tokens };
    }
    const type = this.inputs[0]!.type;
    throw new TypeError(
      `Expected ${type} ${name} of one row, got ${feed ? `${feed.type} [${feed.dims.join()}]` : 'none'}`,
    );
  }

  /** The kernel's memory is freed when nothing refers to it. */
  release(): Promise<void> {
    this.#encoder = undefined;
    return Promise.resolve();
  }
}

function inputsOf({ output = 'vectors', types = 1 }: EncoderDirectory, segment: number): Session['inputs'] {
  if (segment > 1) return [{ name: 'hidden', type: 'float32' }];
  const names = [
    'input_ids',
    ...(types > 1 ? ['token_type_ids'] : []),
    ...(output === 'states' || output === 'mean' ? ['attention_mask'] : []),
  ];
  return names.map((name) => ({ name, type: 'int32' }));
}

function outputsOf({ output = 'vectors', exits }: EncoderDirectory, segment: number): readonly string[] {
  if (output !== 'vectors') return [output === 'logits' ? 'logits' : 'last_hidden_state'];
  return ['token_vectors', 'token_weights', 'pooled', ...(segment < exits.length ? ['next_hidden'] : [])];
}

/** How each output is read. Only the outputs that are requested are computed. */
const READINGS: Readonly<
  Record<string, (row: EncodedRow, tokens: number, directory: EncoderDirectory) => OutputTensor>
> = {
  next_hidden: (row, tokens, { hidden }) => ({ data: row.states(), dims: [1, tokens, hidden] }),
  token_vectors: (row, tokens, { tokenDim }) => ({ data: row.tokenVectors(), dims: [1, tokens, tokenDim] }),
  token_weights: (row, tokens) => ({ data: row.tokenWeights(), dims: [1, tokens] }),
  pooled: (row, _, { hidden }) => ({ data: row.pooled(), dims: [1, hidden] }),
  // One pooled vector has the dims of a graph that pools by itself.
  last_hidden_state: (row, tokens, { output, hidden, tokenDim }) => {
    if (output === 'mean') return { data: row.mean(), dims: [1, hidden] };
    if (output === 'first') return { data: row.first(), dims: [1, hidden] };
    return { data: row.projectedStates(), dims: [1, tokens, tokenDim] };
  },
  logits: (row, _, { labels = 1 }) => ({ data: row.logits(), dims: [1, labels] }),
};

/** The kernel reads 16 depths and 8 columns at a time. */
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
