/** @file Probes WebGPU: gives an adapter with its features, or the reason why there is none. */
import type { AdapterReport } from '../../../core/report';

export type AdapterProbe = { readonly adapter: AdapterReport } | { readonly missing: string };

/** Looks for a WebGPU adapter, and never throws. A software adapter is reported with `software: true`. */
export async function probeAdapter(): Promise<AdapterProbe> {
  const gpu = typeof navigator === 'undefined' ? undefined : (navigator.gpu as GPU | undefined);
  if (!gpu) return { missing: 'This browser has no WebGPU here (navigator.gpu is missing)' };
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? { adapter: describe(adapter) } : { missing: 'WebGPU is here but offers no adapter' };
  } catch (cause) {
    return { missing: `WebGPU failed to give an adapter: ${String(cause)}` };
  }
}

function describe(adapter: GPUAdapter): AdapterReport {
  const { info } = adapter;
  const words = `${info.vendor} ${info.architecture} ${info.description}`;
  const flags = info as { readonly isFallbackAdapter?: boolean };
  return {
    vendor: info.vendor,
    architecture: info.architecture,
    description: info.description,
    software: flags.isFallbackAdapter === true || SOFTWARE.test(words),
    features: [...adapter.features].sort(),
  };
}

const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|software/i;
