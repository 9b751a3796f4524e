/**
 * @file What a ranking is worth: nDCG@10, MRR@10, MAP and Recall@100 as trec_eval computes them.
 *
 * Every function reads a ranked list of ids, best first and without repeats, and the grades of one query. An id without a
 * grade counts as not relevant; a judged document that the list does not hold still counts in what was there to be found.
 */

/** Judgments of one query: grade by document id. Grades of 0 and below say "not relevant". */
export type Grades = ReadonlyMap<string, number>;

/** Judgments by query id. */
export type Qrels = ReadonlyMap<string, Grades>;

/** Ranked document ids by query id, best first. */
export type Run = ReadonlyMap<string, readonly string[]>;

/** Each in [0, 1]. */
export type Metrics = {
  readonly ndcg10: number;
  readonly mrr10: number;
  readonly map: number;
  readonly recall100: number;
};

/**
 * Means over every query of `qrels`; a query that the run lacks counts 0.
 *
 * @param minGrade Least grade that MRR, MAP and recall count as relevant. nDCG reads all grades.
 * @throws RangeError when `qrels` is empty.
 */
export function runMetrics(run: Run, qrels: Qrels, minGrade: number): Metrics {
  return meanMetrics([...qrels].map(([query, grades]) => queryMetrics(run.get(query) ?? [], grades, minGrade)));
}

/** The four figures of one query. */
export function queryMetrics(ranking: readonly string[], grades: Grades, minGrade: number): Metrics {
  return {
    ndcg10: ndcgAt10(ranking, grades),
    mrr10: reciprocalRankAt10(ranking, grades, minGrade),
    map: averagePrecision(ranking, grades, minGrade),
    recall100: recallAt100(ranking, grades, minGrade),
  };
}

/** The mean of each figure. */
export function meanMetrics(metrics: readonly Metrics[]): Metrics {
  if (metrics.length === 0) throw new RangeError('Expected at least one judged query, got none');
  const mean = (key: keyof Metrics): number => metrics.reduce((sum, one) => sum + one[key], 0) / metrics.length;
  return { ndcg10: mean('ndcg10'), mrr10: mean('mrr10'), map: mean('map'), recall100: mean('recall100') };
}

/**
 * Discounted gain of the first 10 over that of the best order of all judged documents; gain = grade, discount = log2(rank + 1).
 * 0 when nothing is relevant. Järvelin and Kekäläinen, 2002.
 */
export function ndcgAt10(ranking: readonly string[], grades: Grades): number {
  const ideal = discountedGain([...grades.values()].sort((a, b) => b - a).slice(0, 10));
  if (ideal === 0) return 0;
  return discountedGain(ranking.slice(0, 10).map((id) => grades.get(id) ?? 0)) / ideal;
}

/** 1 / rank of the first relevant document among the first 10, else 0. */
export function reciprocalRankAt10(ranking: readonly string[], grades: Grades, minGrade: number): number {
  const at = ranking.slice(0, 10).findIndex((id) => isRelevant(grades.get(id), minGrade));
  return at < 0 ? 0 : 1 / (at + 1);
}

/** Precision at each relevant document of the whole list, summed, over the number of relevant ones judged; 0 when none is. */
export function averagePrecision(ranking: readonly string[], grades: Grades, minGrade: number): number {
  let found = 0;
  let sum = 0;
  ranking.forEach((id, index) => {
    if (isRelevant(grades.get(id), minGrade)) sum += ++found / (index + 1);
  });
  return share(sum, countRelevant(grades, minGrade));
}

/** Share of the relevant documents judged that are among the first 100; 0 when none is relevant. */
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

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
