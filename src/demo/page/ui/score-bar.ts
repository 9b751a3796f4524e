/**
 * @file How far a score's bar goes. A score is the chance of being relevant on a list where few passages are, so that a right answer may
 * well have 0.09: what counts is on which side of the model's threshold it lies, and how far. The threshold stands at a third of the bar.
 */

/** Where the threshold stands on the bar. */
export const THRESHOLD_FRACTION = 1 / 3;

/** In [0, 1], rising with `score`; the log-odds above or below `threshold` decide. Without a threshold the score itself, cut to [0, 1]. */
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
