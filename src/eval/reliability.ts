/**
 * @file Whether scores mean what they say: of passages scored 0.7, seven in ten should be relevant.
 *
 * Scores fall into bins of equal width; expected calibration error is the mean distance of predicted and observed share, each bin
 * weighing what it holds. Guo et al. 2017.
 */

/** A score in [0, 1], and what the judges said. */
export type JudgedScore = { readonly score: number; readonly relevant: boolean };

export type ReliabilityBin = {
  /** Its ends: the lower one belongs to it, the upper one to the next (1 to the last). */
  readonly low: number;
  readonly high: number;
  readonly count: number;
  /** Mean score, and share of relevant passages, in [0, 1]. */
  readonly predicted: number;
  readonly observed: number;
};

export type Reliability = {
  readonly count: number;
  /** Share of relevant passages. */
  readonly relevant: number;
  /** Expected calibration error. */
  readonly error: number;
  /** Bins that hold something, lowest first. */
  readonly bins: readonly ReliabilityBin[];
};

export type ReliabilityOptions = {
  /** Default 15. */
  readonly bins?: number;
  /** Let relevant and other passages weigh the same in sum, however rare the first are. Default false. */
  readonly balanced?: boolean;
};

/** @throws RangeError without scores, for a score outside [0, 1], or when `balanced` finds passages of one kind only */
export function reliability(judged: readonly JudgedScore[], options: ReliabilityOptions = {}): Reliability {
  const { bins = 15, balanced = false } = options;
  const relevant = shareOfRelevant(judged);
  if (balanced && (relevant === 0 || relevant === 1)) {
    throw new RangeError(`Expected relevant passages and others, got a share of ${relevant}`);
  }
  const weightOf = ({ relevant: is }: JudgedScore) => (balanced ? 0.5 / (is ? relevant : 1 - relevant) : 1);
  const groups = Array.from({ length: bins }, (): JudgedScore[] => []);
  for (const one of judged) groups[placeOf(one.score, bins)]!.push(one);
  const full = groups.flatMap((group, place) => (group.length > 0 ? [summarise(group, place, bins, weightOf)] : []));
  const error = full.reduce((sum, { bin, weight }) => sum + weight * Math.abs(bin.predicted - bin.observed), 0);
  return { count: judged.length, relevant, error: error / judged.length, bins: full.map(({ bin }) => bin) };
}

function shareOfRelevant(judged: readonly JudgedScore[]): number {
  if (judged.length === 0) throw new RangeError('Expected at least one judged score, got none');
  return judged.filter((one) => one.relevant).length / judged.length;
}

function placeOf(score: number, bins: number): number {
  if (!(score >= 0 && score <= 1)) throw new RangeError(`Expected scores in [0, 1], got ${score}`);
  return Math.min(Math.floor(score * bins), bins - 1);
}

function summarise(
  group: readonly JudgedScore[],
  place: number,
  bins: number,
  weightOf: (one: JudgedScore) => number,
): { readonly bin: ReliabilityBin; readonly weight: number } {
  const weight = group.reduce((sum, one) => sum + weightOf(one), 0);
  const predicted = group.reduce((sum, one) => sum + weightOf(one) * one.score, 0) / weight;
  const observed = group.reduce((sum, one) => sum + (one.relevant ? weightOf(one) : 0), 0) / weight;
  return { bin: { low: place / bins, high: (place + 1) / bins, count: group.length, predicted, observed }, weight };
}
