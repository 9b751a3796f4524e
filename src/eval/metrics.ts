/**
 * @file Metrics of a ranking: nDCG@10, MRR@10, MAP and Recall@100 as trec_eval computes them.
 *
 * Every function takes a ranked list of ids, best first and without repeats, and the grades of one query. An id without
 * a grade counts as not relevant; a judged document that is not in the list still counts in the ideal ranking.
 */

/** Judgments of one query: grade by document id. Grades of 0 and below mean "not relevant". */
export type Grades = ReadonlyMap<string, number>;

/** Judgments by query id. */
export type Qrels = ReadonlyMap<string, Grades>;

/** Ranked document ids by query id, best first. */
export type Run = ReadonlyMap<string, readonly string[]>;

/** All metrics are in [0, 1]. */
export type Metrics = {
  readonly ndcg10: number;
  readonly mrr10: number;
  readonly map: number;
  readonly recall100: number;
};

/**
 * Returns the means over every query of `qrels`; a query that is not in the run counts 0.
 *
 * @param minGrade the lowest grade that MRR, MAP and recall count as relevant; nDCG uses all grades
 * @throws RangeError where `qrels` is empty
 */
export function runMetrics(run: Run, qrels: Qrels, minGrade: number): Metrics {
  return meanMetrics([...qrels].map(([query, grades]) => queryMetrics(run.get(query) ?? [], grades, minGrade)));
}

/** Returns the metrics of one query. */
export function queryMetrics(ranking: readonly string[], grades: Grades, minGrade: number): Metrics {
  return {
    ndcg10: ndcgAt10(ranking, grades),
    mrr10: reciprocalRankAt10(ranking, grades, minGrade),
    map: averagePrecision(ranking, grades, minGrade),
    recall100: recallAt100(ranking, grades, minGrade),
  };
}

/** Returns the mean of each metric. */
export function meanMetrics(metrics: readonly Metrics[]): Metrics {
  if (metrics.length === 0) throw new RangeError('Expected at least one judged query, got none');
  const mean = (key: keyof Metrics): number => metrics.reduce((sum, one) => sum + one[key], 0) / metrics.length;
  return { ndcg10: mean('ndcg10'), mrr10: mean('mrr10'), map: mean('map'), recall100: mean('recall100') };
}

/**
 * Returns the discounted gain of the first 10 divided by that of the ideal order of all judged documents, where the
 * gain is the grade and the discount is log2(rank + 1). The result is 0 where no document is relevant. Järvelin and
 * Kekäläinen, 2002.
 */
export function ndcgAt10(ranking: readonly string[], grades: Grades): number {
  const ideal = discountedGain([...grades.values()].sort((a, b) => b - a).slice(0, 10));
  if (ideal === 0) return 0;
  return discountedGain(ranking.slice(0, 10).map((id) => grades.get(id) ?? 0)) / ideal;
}

/** Returns 1 / rank of the first relevant document among the first 10, or 0. */
export function reciprocalRankAt10(ranking: readonly string[], grades: Grades, minGrade: number): number {
  const index = ranking.slice(0, 10).findIndex((id) => isRelevant(grades.get(id), minGrade));
  return index < 0 ? 0 : 1 / (index + 1);
}

/**
 * Returns the sum of the precision at each relevant document of the list, divided by the number of relevant judged
 * documents, or 0.
 */
export function averagePrecision(ranking: readonly string[], grades: Grades, minGrade: number): number {
  let found = 0;
  let sum = 0;
  ranking.forEach((id, index) => {
    if (isRelevant(grades.get(id), minGrade)) sum += ++found / (index + 1);
  });
  return share(sum, countRelevant(grades, minGrade));
}

/**
 * Returns the share of the relevant judged documents that are among the first 100, or 0 where no document is relevant.
 */
export function recallAt100(ranking: readonly string[], grades: Grades, minGrade: number): number {
  const found = ranking.slice(0, 100).filter((id) => isRelevant(grades.get(id), minGrade)).length;
  return share(found, countRelevant(grades, minGrade));
}

function discountedGain(gains: readonly number[]): number {
  return gains.reduce((sum, gain, index) => sum + Math.max(gain, 0) / Math.log2(index + 2), 0);
}

function countRelevant(grades: Grades, minGrade: number): number {
  return [...grades.values()].filter((grade) => isRelevant(grade, minGrade)).length;
}

function isRelevant(grade: number | undefined, minGrade: number): boolean {
  return grade !== undefined && grade >= minGrade;
}

function share(part: number, total: number): number {
  return total === 0 ? 0 : part / total;
}
