/** @file The model, loaded once, and again when asked after a failure. */
import { type CreateOptions, type Reranker, createReranker } from 'rankside';

export interface Loader {
  /** The reranker of the newest attempt. */
  get(): Promise<Reranker>;
  /** Starts over. */
  retry(): void;
}

export type LoadHandlers = Pick<CreateOptions, 'onProgress' | 'onStatus'> & {
  readonly onStart: () => void;
  readonly onReady: (reranker: Reranker) => void;
  readonly onFailure: (error: unknown) => void;
};

export function createLoader({ onStart, onReady, onFailure, ...listeners }: LoadHandlers): Loader {
  function load(): Promise<Reranker> {
    onStart();
    const loading = createReranker({ ...listeners, device: askedDevice() });
    loading.then(onReady, onFailure);
    return loading;
  }

  let newest = load();
  return {
    get: () => newest,
    retry() {
      newest = load();
    },
  };
}

/** `?device=wasm` or `?device=webgpu` in the address tries that one alone. */
function askedDevice(): 'auto' | 'wasm' | 'webgpu' {
  const asked = new URLSearchParams(location.search).get('device');
  return asked === 'wasm' || asked === 'webgpu' ? asked : 'auto';
}
