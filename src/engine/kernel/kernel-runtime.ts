/**
 * @file Our own kernel behind the Runtime seam: encoders with a tensor directory, one row at a time, on one thread. Some kilobytes where
 * onnxruntime-web is megabytes, ready in milliseconds.
 */
import type { Device } from '../../types';
import type { FeedTensor, OutputTensor, Runtime, Session, SessionFiles } from '../runtime';
import { parseDirectory } from './directory';
import type { TensorDirectory } from './directory';
import { KernelEncoder } from './encoder';
import { startKernel } from './kernel';
import { compileKernel } from './kernel-build';
import type { CompiledKernel, KernelSource } from './kernel-build';

/** Changes with whatever changes a result. */
const VERSION = 1;

export async function createKernelRuntime(source: KernelSource): Promise<Runtime> {
  return new KernelRuntime(await compileKernel(source));
}

class KernelRuntime implements Runtime {
  readonly build: string;
  readonly threads = 1;
  readonly #module: WebAssembly.Module;

  constructor({ build, module }: CompiledKernel) {
    this.build = `rankside-kernel/${build}@${VERSION}`;
    this.#module = module;
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async createSession(device: Device, { graph, data }: SessionFiles): Promise<Session> {
    if (device !== 'wasm') throw new TypeError(`Expected the device of a kernel variant to be wasm, got ${device}`);
    const directory = parseDirectory(graph);
    const file = data.find(({ path }) => path === directory.data);
    if (!file) throw new TypeError(`Expected the variant to have the data file ${directory.data}`);
    return new KernelSession(new KernelEncoder(startKernel(this.#module), directory, file.data), directory);
  }
}

class KernelSession implements Session {
  readonly inputs = [{ name: 'input_ids', type: 'int32' }];
  readonly outputs = ['token_vectors', 'pooled'];
  readonly deviceLoss = undefined;
  readonly #directory: TensorDirectory;
  #encoder: KernelEncoder | undefined;

  constructor(encoder: KernelEncoder, directory: TensorDirectory) {
    this.#encoder = encoder;
    this.#directory = directory;
  }

  // eslint-disable-next-line @typescript-eslint/require-await
  async run(feeds: Readonly<Record<string, FeedTensor>>): Promise<Record<string, OutputTensor>> {
    const ids = feeds['input_ids'];
    if (!this.#encoder) throw new Error('The session was released');
    if (!(ids?.data instanceof Int32Array) || ids.dims[0] !== 1) {
      throw new TypeError(
        `Expected int32 input_ids of one row, got ${ids ? `${ids.type} [${ids.dims.join()}]` : 'none'}`,
      );
    }
    const { tokenVectors, pooled } = this.#encoder.encode(ids.data);
    const { tokenDim, hidden } = this.#directory;
    return {
      token_vectors: { data: tokenVectors, dims: [1, ids.data.length, tokenDim] },
      pooled: { data: pooled, dims: [1, hidden] },
    };
  }

  /** Letting the memory go is all there is to do. */
  release(): Promise<void> {
    this.#encoder = undefined;
    return Promise.resolve();
  }
}
