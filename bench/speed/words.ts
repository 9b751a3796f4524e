/** @file Figures of the report as text. */
import { decimal, whole } from '../quality/markdown';
import type { Spread } from './stats';

/** `4,483 (4,420–4,709)`; one run has no range. A dash where there is none. */
export function milliseconds(spread: Spread | undefined): string {
  if (!spread) return '–';
  const { median, low, high, runs } = spread;
  return runs === 1 ? `${short(median)} (one run)` : `${short(median)} (${short(low)}–${short(high)})`;
}

/** Three digits that count below 100, whole numbers from there on. */
export function short(value: number): string {
  if (value >= 100) return whole(value);
  return decimal(value, value >= 10 ? 1 : 2);
}

export function megabytes(bytes: number | undefined): string {
  return bytes === undefined ? '–' : `${decimal(bytes / 1e6)} MB`;
}

/** `14.2×` */
export function times(value: number | undefined): string {
  return value === undefined ? '–' : `${value >= 100 ? whole(value) : decimal(value)}×`;
}
