/** @file The settings that the reader chose for the model, stored between visits. */
import type { CreateOptions, Strategy } from 'rankside';
import { onnx } from 'rankside/onnx';

export type Settings = {
  readonly model: 'base' | 'fast' | 'multi';
  readonly device: 'auto' | 'wasm' | 'webgpu';
  readonly method: 'auto' | 'late-interaction' | 'cross-encoder';
  readonly strategy: Strategy;
  /** The model that reads the best results of `base` again. */
  readonly lastPass: 'none' | 'deep';
  readonly cache: 'persistent' | 'memory';
  /** The largest number of cores; 0 is the default of rankside. */
  readonly cores: number;
};

export const DEFAULTS: Settings = {
  model: 'base',
  device: 'auto',
  method: 'auto',
  strategy: 'auto',
  lastPass: 'none',
  cache: 'persistent',
  cores: 0,
};

const KEY = 'rankside-demo:settings';

/**
 * Stored settings override the defaults; `?device=wasm` or `?device=webgpu` in the address overrides both for this
 * visit.
 */
export function readSettings(): Settings {
  const requested = new URLSearchParams(location.search).get('device');
  const device = requested === 'wasm' || requested === 'webgpu' ? { device: requested } : {};
  return { ...DEFAULTS, ...readStored(), ...device } as Settings;
}

export function writeSettings(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Without storage the settings last until the page is closed.
  }
}

/** Enough for the token vectors of 40,000 passages and their first-pass vectors. */
const VECTOR_STORAGE_BYTES = 2 ** 30;

export function createOptions({ cores, lastPass, ...rest }: Settings): CreateOptions {
  return {
    ...rest,
    ...(lastPass !== 'none' && rest.model === 'base' ? { lastPass } : {}),
    runtimes: [onnx()],
    vectorStorageBytes: VECTOR_STORAGE_BYTES,
    ...(cores > 0 ? { cores } : {}),
  };
}

function readStored(): Partial<Settings> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
