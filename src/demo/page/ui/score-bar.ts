/**
 * @file The length of a score's bar. A score is the probability of being relevant in a list where few passages are, so
 * that a right answer may have 0.09. The bar therefore shows the distance from the model's threshold, which lies at a
 * third of the bar.
 */

/** The position of the threshold on the bar. */
export const THRESHOLD_FRACTION = 1 / 3;

/**
 * Rises from 0 to 1 with the distance of the log-odds from those of `threshold`; without one, the score clamped to [0,
 * 1].
 */
export function barFraction(score: number, threshold?: number): number {
  if (!Number.isFinite(score)) return 0;
  if (threshold === undefined) return Math.min(1, Math.max(0, score));
  const distance = logOdds(score) - logOdds(threshold);
  if (distance < 0) return THRESHOLD_FRACTION * Math.exp(distance / 1.5);
  return 1 - (1 - THRESHOLD_FRACTION) * Math.exp(-distance / 2.5);
}

function logOdds(chance: number): number {
  const inside = Math.min(1 - 1e-9, Math.max(1e-9, chance));
  return Math.log(inside / (1 - inside));
}
