/** @file Creates a reranker on the chosen device, and on the processor where the graphics card cannot run the model. */
import { type CreateOptions, type Reranker, type RerankerReport, createReranker, isRerankError } from 'rankside';

export type Created = {
  readonly reranker: Reranker;
  /** Why the chosen device is not used, if it failed. */
  readonly deviceError?: unknown;
};

/** Rejects as `create` does when the processor cannot run the model either. */
export async function createOnDevice(options: CreateOptions, create = createReranker): Promise<Created> {
  try {
    return { reranker: await create(options) };
  } catch (deviceError) {
    const isOfDevice = isRerankError(deviceError, 'no-candidate') || isRerankError(deviceError, 'device-unavailable');
    if (options.device !== 'webgpu' || !isOfDevice) throw deviceError;
    return { reranker: await create({ ...options, device: 'wasm' }), deviceError };
  }
}

/** A sentence where the graphics card was chosen and the processor runs the model; else empty. */
export function describeSubstitute(
  chosen: CreateOptions['device'],
  { device, candidates }: Pick<RerankerReport, 'device' | 'candidates'>,
  deviceError?: unknown,
): string {
  if (chosen !== 'webgpu' || device === 'webgpu') return '';
  const reasons = candidates.flatMap((each) => (each.device === 'webgpu' ? [each.reason ?? ''] : []));
  const reason = deviceError instanceof Error ? deviceError.message : reasons.find((each) => each !== '');
  const why = reason === undefined ? '' : ` (${reason.replace(/\.$/, '')})`;
  return `The graphics card cannot run the model${why}. The processor runs it instead.`;
}
