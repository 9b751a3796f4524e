/** @file From a raw score to one that means the same for every model: logistic calibration (Platt 1999). */
import type { Calibration } from './card';

/** 1 / (1 + exp(−(slope · logit + intercept))); the logit itself where the card has no calibration. */
export function calibrate(logit: number, calibration: Calibration | undefined): number {
  if (!calibration) return logit;
  return 1 / (1 + Math.exp(-(calibration.slope * logit + calibration.intercept)));
}
