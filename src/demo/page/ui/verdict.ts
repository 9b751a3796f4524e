/**
 * @file A score in words. A score is the probability that a passage is relevant, and the model's threshold is the score
 * below which a passage counts as not relevant.
 */

/** `answers`: well above the threshold. `may answer`: at least the threshold. `related`: less. */
export type Verdict = 'answers' | 'may answer' | 'related';

/**
 * A passage answers when its odds are at least this many times those of the threshold: from 0.10 on with `base`. A
 * passage that answers a question in other words rarely has a probability of a half.
 */
const ANSWERS_FROM = 3;

/** Returns undefined without a score or a threshold, since a score alone does not say whether it is high. */
export function verdictOf(score: number | undefined, threshold: number | undefined): Verdict | undefined {
  if (score === undefined || !Number.isFinite(score) || threshold === undefined) return undefined;
  if (score < threshold) return 'related';
  return oddsOf(score) >= ANSWERS_FROM * oddsOf(threshold) ? 'answers' : 'may answer';
}

function oddsOf(probability: number): number {
  return probability / (1 - probability);
}

/** The exact figures behind a verdict, as a sentence without its full stop. */
export function describeFigures(score: number | undefined, threshold: number | undefined): string {
  if (score === undefined || !Number.isFinite(score)) return '';
  const limit = threshold === undefined ? '' : `; passages below ${threshold.toFixed(3)} count as not relevant`;
  return `Score ${score.toFixed(3)}${limit}`;
}
