/** @file Accumulates the results of a pass: the metrics of each query with every fusion, and judged scores. */
import type { BeirDocument, BeirSet } from '../../src/eval/beir';
import type { EvaluateProgress } from '../../src/eval/evaluate';
import type { Metrics } from '../../src/eval/metrics';
import { queryMetrics } from '../../src/eval/metrics';
import type { JudgedScore } from '../../src/eval/reliability';
import { reliability } from '../../src/eval/reliability';
import { fuse } from '../../src/fusion/fuse';
import type { Fusion, Ranked } from '../../src/core/types';
import type { Job } from './job';
import type { Measured, Outcome } from './record';
import { valuesOf } from './record';

/** The results of one call; empty where the query had no candidates or was too long. */
export type Results = readonly Ranked<BeirDocument>[];

type Total = Omit<Outcome, 'measured'> & { readonly measured: Pick<Measured, 'rankings' | 'reliability'> };

export type Tally = {
  /** Adds the next query with the results of its candidates. */
  add(step: EvaluateProgress, results: Results): void;
  total(): Total;
};

export function startTally(set: BeirSet, { plan: { minGrade }, pass }: Job, weight: number): Tally {
  const queries: string[] = [];
  const firstStage: Metrics[] = [];
  const fused = new Map<Fusion, Metrics[]>((['none', ...pass.fusions] as const).map((fusion) => [fusion, []]));
  const judged: JudgedScore[] = [];

  return {
    add(step, results) {
      queries.push(step.query);
      firstStage.push(step.firstStage);
      for (const [fusion, metrics] of fused) {
        const plain = fusion === 'none' || results.length === 0;
        metrics.push(plain ? step.reranked : fusedMetrics(set, step.query, results, { fusion, weight, minGrade }));
      }
      judged.push(...judgedScores(set, step.query, results, minGrade));
    },
    total() {
      const rankings = Object.fromEntries([...fused].map(([fusion, metrics]) => [fusion, valuesOf(metrics)]));
      const measured = { rankings: rankings as Measured['rankings'], ...reliabilityOf(judged) };
      return { queries, firstStage: valuesOf(firstStage), measured };
    },
  };
}

type FusionPlan = { readonly fusion: Exclude<Fusion, 'none'>; readonly weight: number; readonly minGrade: number };

/**
 * Returns the metrics of the head in fused order, followed by the rest of the run; equal scores keep the first-stage
 * order.
 */
function fusedMetrics(
  set: BeirSet,
  query: string,
  results: Results,
  { fusion, weight, minGrade }: FusionPlan,
): Metrics {
  const byIndex = results.toSorted((a, b) => a.index - b.index);
  const scores = set.scores?.get(query);
  const pairs = byIndex.map(({ logit, score, passage }) => ({
    model: logit ?? score!,
    firstStage: scores?.get(passage.id) ?? 0,
  }));
  const values = fuse(fusion, pairs, weight);
  const order = byIndex.map((_, index) => index).sort((a, b) => values[b]! - values[a]! || a - b);
  const tail = set.run.get(query)?.slice(byIndex.length) ?? [];
  return queryMetrics(
    [...order.map((index) => byIndex[index]!.passage.id), ...tail],
    set.qrels.get(query) ?? new Map<string, number>(),
    minGrade,
  );
}

/** Returns the scores of the judged candidates; none where a score is an uncalibrated logit. */
function judgedScores(set: BeirSet, query: string, results: Results, minGrade: number): JudgedScore[] {
  const grades = set.qrels.get(query);
  return results.flatMap(({ score, logit, passage }) => {
    const grade = grades?.get(passage.id);
    return grade === undefined || score === undefined || score === logit
      ? []
      : [{ score, relevant: grade >= minGrade }];
  });
}

function reliabilityOf(judged: readonly JudgedScore[]): Pick<Measured, 'reliability'> {
  const relevant = judged.filter((one) => one.relevant).length;
  if (relevant === 0 || relevant === judged.length) return {};
  return { reliability: { ...reliability(judged), balancedError: reliability(judged, { balanced: true }).error } };
}
