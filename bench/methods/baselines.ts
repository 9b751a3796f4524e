/** @file The baselines of a method: the first-stage order and a random order. */
import type { BeirSet } from '../../src/eval/beir';
import type { Grades } from '../../src/eval/metrics';
import { ndcgAt10 } from '../../src/eval/metrics';
import type { SetRecord } from './record';

const CUTOFF = 10;

/** Returns both baselines of each query; the random order is that of the first `depth` candidates. */
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
 * Returns the expected nDCG@10 when the first `depth` documents of `run` are in random order, where each of them is
 * equally likely at each of these ranks. The value is exact.
 */
export function randomNdcgAt10(run: readonly string[], grades: Grades, depth: number): number {
  const head = run.slice(0, depth);
  const mean = head.reduce((sum, id) => sum + Math.max(0, grades.get(id) ?? 0), 0) / Math.max(1, head.length);
  const behind = run.slice(head.length).map((id) => grades.get(id) ?? 0);
  const ideal = gain([...grades.values()].sort((a, b) => b - a));
  return ideal === 0 ? 0 : gain([...head.map(() => mean), ...behind]) / ideal;
}

function gain(grades: readonly number[]): number {
  return grades.slice(0, CUTOFF).reduce((sum, grade, index) => sum + Math.max(0, grade) / Math.log2(index + 2), 0);
}
