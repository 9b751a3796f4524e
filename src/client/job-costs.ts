/** @file What jobs cost, added up. */
import type { JobStats } from '../protocol/host-api';

export const NOTHING: JobStats = { modelCalls: 0, cacheHits: 0, cacheMisses: 0, cacheBytes: 0, queuedMs: 0, runMs: 0 };

/** Memory is not summed: that of the last job that tells is what there is. */
export function sum(...jobs: readonly JobStats[]): JobStats {
  return jobs.reduce(
    (a, b) => ({
      modelCalls: a.modelCalls + b.modelCalls,
      cacheHits: a.cacheHits + b.cacheHits,
      cacheMisses: a.cacheMisses + b.cacheMisses,
      cacheBytes: b.cacheBytes || a.cacheBytes,
      queuedMs: a.queuedMs + b.queuedMs,
      runMs: a.runMs + b.runMs,
    }),
    NOTHING,
  );
}
