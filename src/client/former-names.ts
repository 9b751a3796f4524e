/**
 * @file Fills in the names that public fields had before version 0.2, beside the new ones, for one version.
 * CHANGELOG.md lists them. The next version removes this file and the fields that are marked `@deprecated` in
 * `src/core`.
 */
/* eslint-disable @typescript-eslint/no-deprecated -- this file fills the deprecated fields */
import type { Passage, Ranked, RerankStats } from '../core/types';
import type { RerankerReport } from '../core/report';

/** Adds `scout` and `arriving`, the former names of `firstPass` and `mainModelPending`, to a report. */
export function withFormerReportNames(report: Omit<RerankerReport, 'scout' | 'arriving'>): RerankerReport {
  const { firstPass, mainModelPending } = report;
  return { ...report, arriving: mainModelPending, ...(firstPass ? { scout: firstPass } : {}) };
}

/** Adds `chance`, the former name of `missProbability`, to statistics. */
export function withFormerStatsNames(stats: Omit<RerankStats, 'chance'>): RerankStats {
  return { ...stats, chance: stats.missProbability };
}

/** Adds `stage`, the former name of `scoredBy`, to a result. */
export function withFormerResultNames<P extends Passage>(result: Omit<Ranked<P>, 'stage'>): Ranked<P> {
  return { ...result, stage: result.scoredBy };
}
