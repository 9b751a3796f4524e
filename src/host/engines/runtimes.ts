/**
 * @file The runtimes of one load. Each is started when a candidate first needs it, so that onnxruntime-web is neither
 * fetched nor started if the kernel runs the model.
 */
import { ONNX_MISSING } from './plan';
import type { Plan } from './plan';
import type { Runtime, RuntimeFiles } from '../../engine/runtimes/runtime';
import type { LoadRequest } from '../../protocol/host-api';
import type { RuntimeKind } from '../../core/types';
import type { Environment } from '../platform/environment';

/** Returns a function that starts a runtime on its first call and returns the same one later. */
export function createRuntimeProvider(
  plan: Plan,
  { assets, cores }: Pick<LoadRequest, 'assets' | 'cores'>,
  env: Environment,
): (kind: RuntimeKind) => Promise<Runtime> {
  const started = new Map<RuntimeKind, Promise<Runtime>>();
  const start = (kind: RuntimeKind) => {
    if (kind === 'kernel') return env.createKernel({ files: assets.kernels, fetch: env.fetch });
    const gpu = plan.candidates.some((variant) => variant.device === 'webgpu');
    return env.createRuntime({ gpu, files: filesOf(assets), threads: env.threads(cores) });
  };
  return (kind) => {
    const runtime = started.get(kind) ?? start(kind);
    started.set(kind, runtime);
    return runtime;
  };
}

/** @throws Error if the app did not add onnxruntime-web; a plan has no candidate for it then */
export function filesOf({ runtime }: { readonly runtime?: RuntimeFiles | undefined }): RuntimeFiles {
  if (runtime) return runtime;
  throw new Error(`The model cannot run. ${ONNX_MISSING}`);
}
