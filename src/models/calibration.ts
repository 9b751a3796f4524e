/** @file Logistic calibration (Platt 1999) turns a logit into a score that means the same for every model. */
import type { Calibration } from './card';

/** 1 / (1 + exp(−(slope · logit + intercept))), or the logit itself if the card has no calibration. */
export function calibrate(logit: number, calibration: Calibration | undefined): number {
  if (!calibration) return logit;
  return 1 / (1 + Math.exp(-(calibration.slope * logit + calibration.intercept)));
}

/** The logit that `calibrate` turns into `score`; ±Infinity for a score that no logit has. */
export function uncalibrate(score: number, calibration: Calibration | undefined): number {
  if (!calibration) return score;
  if (score <= 0) return -Infinity;
  return score >= 1 ? Infinity : (Math.log(score / (1 - score)) - calibration.intercept) / calibration.slope;
}
