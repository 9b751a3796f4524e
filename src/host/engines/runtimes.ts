/**
 * @file The runtimes of one load. Each is started when a candidate first needs it, so that onnxruntime-web is neither
 * fetched nor started if the kernel runs the model.
 */
import { ONNX_MISSING } from './plan';
import type { Runtime, RuntimeFiles } from '../../engine/runtimes/runtime';
import type { LoadRequest } from '../../protocol/host-api';
import type { Variant } from '../../models/card';
import { runsOnGpuKernel } from '../../models/variant-kind';
import type { Environment } from '../platform/environment';

/** The part of a variant that decides which runtime it needs. */
export type RuntimeNeed = Pick<Variant, 'device' | 'runtime'>;

/** Returns a function that starts the runtime of a variant on its first call and returns the same one later. */
export function createRuntimeProvider(
  { assets, cores }: Pick<LoadRequest, 'assets' | 'cores'>,
  env: Environment,
): (need: RuntimeNeed) => Promise<Runtime> {
  const started = new Map<string, Promise<Runtime>>();
  const start = (need: RuntimeNeed) => {
    if (runsOnGpuKernel(need)) return env.createGpuKernel();
    if (need.runtime === 'kernel') return env.createKernel({ files: assets.kernels, fetch: env.fetch });
    const gpu = need.device === 'webgpu';
    return env.createRuntime({ gpu, files: filesOf(assets), threads: env.threads(cores) });
  };
  return (need) => {
    const keys = keysOf(need);
    const runtime = keys.map((key) => started.get(key)).find((each) => each !== undefined) ?? start(need);
    started.set(keys[0]!, runtime);
    return runtime;
  };
}

/** The name of the runtime that a variant needs, and of those that serve it as well. */
function keysOf({ device, runtime = 'onnx' }: RuntimeNeed): string[] {
  // A build of onnxruntime-web for WebGPU runs WASM as well, so a second build is not fetched.
  return device === 'wasm' && runtime === 'onnx' ? ['wasm/onnx', 'webgpu/onnx'] : [`${device}/${runtime}`];
}

/** @throws Error if the app did not add onnxruntime-web; a plan has no candidate for it then */
export function filesOf({ runtime }: { readonly runtime?: RuntimeFiles | undefined }): RuntimeFiles {
  if (runtime) return runtime;
  throw new Error(`The model cannot run. ${ONNX_MISSING}`);
}
