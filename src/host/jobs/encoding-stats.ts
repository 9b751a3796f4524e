/** @file The statistics of a job that encodes texts and ranks nothing. */
import type { JobStats } from '../../protocol/host-api';

/** @param started when the job began to run, by `performance.now()` */
export function encodingStats(
  started: number,
  {
    modelCalls,
    encoded,
    cacheBytes,
  }: { readonly modelCalls: number; readonly encoded: number; readonly cacheBytes: number },
): JobStats {
  const runMs = performance.now() - started;
  return { modelCalls, cacheHits: 0, cacheMisses: encoded, cacheBytes, queuedMs: 0, runMs };
}
