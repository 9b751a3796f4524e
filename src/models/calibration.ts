/** @file Logistic calibration (Platt 1999) turns a logit into a score that means the same for every model. */
import type { Calibration } from './card';

/** 1 / (1 + exp(−(slope · logit + intercept))), or the logit itself if the card has no calibration. */
export function calibrate(logit: number, calibration: Calibration | undefined): number {
  if (!calibration) return logit;
  return 1 / (1 + Math.exp(-(calibration.slope * logit + calibration.intercept)));
}
