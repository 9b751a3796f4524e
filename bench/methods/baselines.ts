/** @file What a method has to beat: the first stage's order, and no order at all. */
import type { BeirSet } from '../../src/eval/beir';
import type { Grades } from '../../src/eval/metrics';
import { ndcgAt10 } from '../../src/eval/metrics';
import type { SetRecord } from './record';

const CUTOFF = 10;

/** Of each query, over the first `depth` candidates. */
export function baselinesOf(set: BeirSet, queries: readonly string[], depth: number): SetRecord['baselines'] {
  return Object.fromEntries(
    queries.map((query) => {
      const run = set.run.get(query) ?? [];
      const grades = set.qrels.get(query) ?? new Map<string, number>();
      return [query, { firstStage: ndcgAt10(run, grades), random: randomNdcgAt10(run, grades, depth) }];
    }),
  );
}

/**
 * What nDCG@10 is expected to be when the first `depth` of `run` stand in random order: each of them is as likely as any other at each of
 * these ranks. Exact.
 */
export function randomNdcgAt10(run: readonly string[], grades: Grades, depth: number): number {
  const head = run.slice(0, depth);
  const mean = head.reduce((sum, id) => sum + Math.max(0, grades.get(id) ?? 0), 0) / Math.max(1, head.length);
  const behind = run.slice(head.length).map((id) => grades.get(id) ?? 0);
  const ideal = gain([...grades.values()].sort((a, b) => b - a));
  return ideal === 0 ? 0 : gain([...head.map(() => mean), ...behind]) / ideal;
}

function gain(grades: readonly number[]): number {
  return grades.slice(0, CUTOFF).reduce((sum, grade, at) => sum + Math.max(0, grade) / Math.log2(at + 2), 0);
}
