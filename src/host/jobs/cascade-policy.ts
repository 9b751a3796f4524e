/** @file Decides whether a job is ranked by a cascade. */
import type { Strategy } from '../../core/types';

/** With fewer new passages than this many times the top N, the main model alone is as fast as a cascade. */
const MIN_NEW_PER_TOP = 2;

/** The top N of a cascade if the caller does not give one. */
export const DEFAULT_TOP_N = 10;

/** @param newPassages the number of passages whose vectors the main model does not have */
export function usesCascade(strategy: Strategy, newPassages: number, topN = Infinity): boolean {
  if (strategy === 'auto') return newPassages > MIN_NEW_PER_TOP * topN;
  return strategy === 'cascade' && newPassages > 0;
}
