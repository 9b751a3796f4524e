/**
 * @file The reliability of calibrated scores: of passages with the score 0.7, seven in ten should be relevant.
 *
 * Scores are put into bins of equal width. The expected calibration error is the mean distance between the mean score
 * and the share of relevant passages of a bin, weighted by the bins' sizes. Guo et al. 2017.
 */

/** A score in [0, 1], and the human judgment of its passage. */
export type JudgedScore = { readonly score: number; readonly relevant: boolean };

export type ReliabilityBin = {
  /** The bounds: the lower one is inclusive and the upper one exclusive, except for 1 in the last bin. */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** The mean score and the share of relevant passages, in [0, 1]. */
  readonly predicted: number;
  readonly observed: number;
};

export type Reliability = {
  readonly count: number;
  /** The share of relevant passages. */
  readonly relevant: number;
  /** The expected calibration error. */
  readonly error: number;
  /** The non-empty bins, lowest first. */
  readonly bins: readonly ReliabilityBin[];
};

export type ReliabilityOptions = {
  /** Default: 15. */
  readonly bins?: number;
  /** Whether relevant and other passages have the same total weight. Default: false. */
  readonly balanced?: boolean;
};

/**
 * @throws RangeError without scores, for a score outside [0, 1], or where `balanced` finds passages of one kind only
 */
export function reliability(judged: readonly JudgedScore[], options: ReliabilityOptions = {}): Reliability {
  const { bins = 15, balanced = false } = options;
  const relevant = shareOfRelevant(judged);
  if (balanced && (relevant === 0 || relevant === 1)) {
    throw new RangeError(`Expected relevant passages and others, got a share of ${relevant}`);
  }
  const weightOf = ({ relevant: is }: JudgedScore) => (balanced ? 0.5 / (is ? relevant : 1 - relevant) : 1);
  const groups = Array.from({ length: bins }, (): JudgedScore[] => []);
  for (const one of judged) groups[binIndexOf(one.score, bins)]!.push(one);
  const full = groups.flatMap((group, bin) => (group.length > 0 ? [summarise(group, bin, bins, weightOf)] : []));
  const error = full.reduce((sum, { bin, weight }) => sum + weight * Math.abs(bin.predicted - bin.observed), 0);
  return { count: judged.length, relevant, error: error / judged.length, bins: full.map(({ bin }) => bin) };
}

function shareOfRelevant(judged: readonly JudgedScore[]): number {
  if (judged.length === 0) throw new RangeError('Expected at least one judged score, got none');
  return judged.filter((one) => one.relevant).length / judged.length;
}

function binIndexOf(score: number, bins: number): number {
  if (!(score >= 0 && score <= 1)) throw new RangeError(`Expected scores in [0, 1], got ${score}`);
  return Math.min(Math.floor(score * bins), bins - 1);
}

function summarise(
  group: readonly JudgedScore[],
  index: number,
  bins: number,
  weightOf: (one: JudgedScore) => number,
): { readonly bin: ReliabilityBin; readonly weight: number } {
  const weight = group.reduce((sum, one) => sum + weightOf(one), 0);
  const predicted = group.reduce((sum, one) => sum + weightOf(one) * one.score, 0) / weight;
  const observed = group.reduce((sum, one) => sum + (one.relevant ? weightOf(one) : 0), 0) / weight;
  return { bin: { low: index / bins, high: (index + 1) / bins, count: group.length, predicted, observed }, weight };
}
