/**
 * @file The runtime of our own kernel on WebGPU. It runs encoders that have a tensor directory, from the weights of the
 * WASM kernel, in ragged batches.
 */
import type { VectorBits } from '../../../models/abilities';
import { parseDirectory } from '../../../models/files/tensor-directory';
import type { RaggedEncoder, Runtime, Session, SessionFiles } from '../runtime';
import { hasPackedDot, openDevice, withErrorScopes } from './device';
import { compilePipelines, productsOf } from './pipelines';
import { uploadWeights } from './weights';
import { WgslEncoder } from './wgsl-encoder';

/** The name of the kernel on WebGPU. Its version increases with every change to the shaders that changes a result. */
export const WGSL_BUILD = 'rankside-kernel/wgsl@1';

/** @throws Error with the reason if there is no WebGPU or no adapter */
// eslint-disable-next-line @typescript-eslint/require-await
export async function createWgslRuntime(): Promise<Runtime> {
  if (typeof navigator === 'undefined' || !('gpu' in navigator)) throw new Error('This browser has no WebGPU here');
  return new WgslRuntime();
}

class WgslRuntime implements Runtime {
  readonly build = WGSL_BUILD;
  readonly threads = 1;

  createSession(): Promise<Session> {
    return Promise.reject(new TypeError('Expected `createEncoder`, since the kernel on WebGPU has no sessions'));
  }

  /** Each encoder has a device of its own, which its release gives back with all its memory. */
  async createEncoder(segments: readonly SessionFiles[], bits: VectorBits): Promise<RaggedEncoder> {
    const { graph, data } = segments[0]!;
    const directory = parseDirectory(graph);
    const depth = directory.exits[segments.length - 1];
    if (depth === undefined) {
      throw new TypeError(`Expected 1 to ${directory.exits.length} segments, got ${segments.length}`);
    }
    const file = data.find(({ path }) => path === directory.data);
    if (!file) throw new TypeError(`Expected the variant to have the data file ${directory.data}`);
    const watched = await openDevice();
    try {
      const products = productsOf(directory, hasPackedDot());
      const { weights, pipelines } = await withErrorScopes(watched.device, async () => ({
        weights: uploadWeights(watched.device, directory, depth, file.data),
        pipelines: await compilePipelines(watched.device, directory, products, bits),
      }));
      return new WgslEncoder({ watched, directory, weights, products, pipelines, bits });
    } catch (error) {
      watched.device.destroy();
      throw error;
    }
  }
}
