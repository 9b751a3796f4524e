/** @file What the reader chose of the engine, remembered between visits. */
import type { CreateOptions, Strategy } from 'rankside';

export type Settings = {
  readonly model: 'base' | 'fast';
  readonly device: 'auto' | 'wasm' | 'webgpu';
  readonly method: 'auto' | 'late-interaction' | 'cross-encoder';
  readonly strategy: Strategy;
  readonly cache: 'persistent' | 'memory';
  /** Cores at most; 0 leaves it to the library. */
  readonly cores: number;
};

export const DEFAULTS: Settings = {
  model: 'base',
  device: 'auto',
  method: 'auto',
  strategy: 'auto',
  cache: 'persistent',
  cores: 0,
};

const KEY = 'rankside-demo:settings';

/** Stored choices over the defaults; `?device=wasm` or `?device=webgpu` in the address wins for this visit. */
export function readSettings(): Settings {
  const asked = new URLSearchParams(location.search).get('device');
  const device = asked === 'wasm' || asked === 'webgpu' ? { device: asked } : {};
  return { ...DEFAULTS, ...readStored(), ...device } as Settings;
}

export function writeSettings(settings: Settings): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Blocked storage costs the memory of a choice, nothing else.
  }
}

export function createOptions({ cores, ...rest }: Settings): CreateOptions {
  return { ...rest, ...(cores > 0 ? { cores } : {}) };
}

function readStored(): Partial<Settings> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
