/** @file How page and worker name a (device, dtype) candidate between them. */
import type { Device, Dtype } from '../types';

/** How many losses end a candidate's service. */
export const LOSSES_TO_AVOID = 2;

export function candidateKey({ device, dtype }: { readonly device: Device; readonly dtype: Dtype }): string {
  return `${device}/${dtype}`;
}
