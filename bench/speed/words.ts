/** @file Formats the figures of the report. */
import { decimal, whole } from '../quality/markdown';
import type { Spread } from './stats';

/** Formats as `4,483 (4,420–4,709)`; a single run has no range, and an absent spread is a dash. */
export function milliseconds(spread: Spread | undefined): string {
  if (!spread) return '–';
  const { median, low, high, runs } = spread;
  return runs === 1 ? `${short(median)} (one run)` : `${short(median)} (${short(low)}–${short(high)})`;
}

/** Formats with three significant digits below 100, and as an integer from there on. */
export function short(value: number): string {
  if (value >= 100) return whole(value);
  return decimal(value, value >= 10 ? 1 : 2);
}

export function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : `${decimal(bytes / 1e6)} MB`;
}

/** Formats as `14.2×`. */
export function times(value: number | undefined): string {
  return value === undefined ? '–' : `${value >= 100 ? whole(value) : decimal(value)}×`;
}
