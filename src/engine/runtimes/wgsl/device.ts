/** @file Opens a WebGPU device for the kernel, and watches for its loss. */

/** A device with the reason of its loss, after it was lost or an error escaped; a release is not a loss. */
export type WatchedDevice = {
  readonly device: GPUDevice;
  readonly loss: () => string | undefined;
};

/** @throws Error with the reason if there is no adapter, or the adapter gives no device */
export async function openDevice(): Promise<WatchedDevice> {
  const gpu = typeof navigator === 'undefined' ? undefined : (navigator.gpu as GPU | undefined);
  if (!gpu) throw new Error('This browser has no WebGPU here (navigator.gpu is missing)');
  const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('WebGPU is available but offers no adapter');
  // Word tables of large vocabularies are larger than the default limits allow.
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  return watch(await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } }));
}

/** Whether WGSL has the dot product of four packed bytes (`dot4I8Packed`) in this browser. */
export function hasPackedDot(): boolean {
  return navigator.gpu.wgslLanguageFeatures.has('packed_4x8_integer_dot_product');
}

function watch(device: GPUDevice): WatchedDevice {
  let loss: string | undefined;
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') loss ??= message || 'no reason was given';
  });
  device.addEventListener('uncapturederror', ({ error }) => (loss ??= error.message));
  return { device, loss: () => loss };
}

/**
 * Runs `work` and reports the first error of the GPU that it causes.
 *
 * @throws Error with the message of the GPU: out of memory, invalid use or an internal error
 */
export async function withErrorScopes<T>(device: GPUDevice, work: () => T | Promise<T>): Promise<T> {
  const filters = ['out-of-memory', 'validation', 'internal'] as const;
  for (const filter of filters) device.pushErrorScope(filter);
  // The scopes are closed before anything is awaited, since scopes of overlapping operations would mix.
  const pending = Promise.resolve(work());
  pending.catch(() => undefined); // the error of a scope says more
  const scopes = filters.map(() => device.popErrorScope());
  const errors = await Promise.all(scopes);
  const error = errors.find((each) => each !== null);
  if (error) throw new Error(`The GPU reports an error: ${error.message}`);
  return pending;
}
