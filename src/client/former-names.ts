/**
 * @file The names that public fields had before 0.2, filled in beside the new ones for one version. CHANGELOG.md lists them; with the next
 * version this file goes, and so do the fields marked `@deprecated` in `src/core/types.ts`.
 */
/* eslint-disable @typescript-eslint/no-deprecated -- it is what fills them in */
import type { Passage, Ranked, RerankerReport, RerankStats } from '../core/types';

/** @returns the report with `scout` and `arriving`, the former names of `firstPass` and `mainModelPending` */
export function withFormerReportNames(report: Omit<RerankerReport, 'scout' | 'arriving'>): RerankerReport {
  const { firstPass, mainModelPending } = report;
  return { ...report, arriving: mainModelPending, ...(firstPass ? { scout: firstPass } : {}) };
}

/** @returns the statistics with `chance`, the former name of `missProbability` */
export function withFormerStatsNames(stats: Omit<RerankStats, 'chance'>): RerankStats {
  return { ...stats, chance: stats.missProbability };
}

/** @returns the result with `stage`, the former name of `scoredBy` */
export function withFormerResultNames<P extends Passage>(result: Omit<Ranked<P>, 'stage'>): Ranked<P> {
  return { ...result, stage: result.scoredBy };
}
