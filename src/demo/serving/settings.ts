/** @file What the reader chose of the engine, remembered between visits. */
import type { CreateOptions } from 'rankside';

export type Settings = {
  readonly model: 'base' | 'fast';
  readonly device: 'auto' | 'wasm' | 'webgpu';
  readonly method: 'auto' | 'late-interaction' | 'cross-encoder';
  readonly cache: 'persistent' | 'memory';
  /** Threads at most; 0 leaves it to the library. */
  readonly cores: number;
};

export const DEFAULTS: Settings = { model: 'base', device: 'auto', method: 'auto', cache: 'persistent', cores: 0 };

const KEY = 'rankside-demo:settings';

/** Stored choices over the defaults; `?device=wasm` or `?device=webgpu` in the address wins for this visit. */
export function readSettings(): Settings {
  const asked = new URLSearchParams(location.search).get('device');
  const device = asked === 'wasm' || asked === 'webgpu' ? { device: asked } : {};
  return { ...DEFAULTS, ...stored(), ...device } as Settings;
}

export function writeSettings(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Blocked storage costs the memory of a choice, nothing else.
  }
}

export function createOptions({ model, device, method, cache, cores }: Settings): CreateOptions {
  return { model, device, method, cache, ...(cores > 0 ? { cores } : {}) };
}

function stored(): Partial<Settings> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
