import type { RuntimeBuild } from './runtime';

/** The build of onnxruntime-web to load: with WebGPU only if the plan has a candidate for the GPU. */
export function pickBuild(gpu: boolean): RuntimeBuild {
  if (!gpu) return 'plain';
  return 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
}
