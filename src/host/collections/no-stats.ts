import type { JobStats } from '../../protocol/host-api';

/** The statistics of a task that runs no model. */
export const NO_STATS: JobStats = {
  modelCalls: 0,
  cacheHits: 0,
  cacheMisses: 0,
  cacheBytes: 0,
  queuedMs: 0,
  runMs: 0,
};
