/** @file Calibrates a model's logits and gives each score to all copies of its passage. */
import { EngineLost } from '../../core/engine-lost';
import type { PassageScore } from '../../methods/contract/method';
import type { ModelCard } from '../../models/card';
import { calibrate } from '../../models/calibration';
import { fittedOf } from '../../models/exits';
import type { ScoredPassage } from '../../protocol/host-api';

/**
 * @param copies maps the index of a scored passage to the indices of all equal passages
 * @throws EngineLost for a logit that is not finite
 */
export function toScoredPassages(
  scores: readonly PassageScore[],
  card: ModelCard,
  copies: ReadonlyMap<number, readonly number[]>,
): ScoredPassage[] {
  const { calibration } = fittedOf(card);
  return scores.flatMap(({ index, logit, truncatedTokens, suspect }) => {
    if (!Number.isFinite(logit)) throw new EngineLost(`The score of passage ${index} is ${logit}`);
    const score = calibrate(logit, calibration);
    const doubt = suspect && {
      suspect: { reason: suspect.reason, unadjustedScore: calibrate(suspect.logit, calibration) },
    };
    return copies.get(index)!.map((copy) => ({ index: copy, logit, score, truncatedTokens, ...doubt }));
  });
}
