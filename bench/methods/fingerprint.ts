/** @file A hash of everything in a model's card that affects the order of passages; fits to its scores do not. */
import { createHash } from 'node:crypto';
import type { ModelCard } from '../../src/models/card';

const FITTED = ['calibration', 'threshold', 'fusion', 'cascade'];

export function fingerprint(card: ModelCard): string {
  const plain = JSON.stringify(card, (key, value: unknown) => (FITTED.includes(key) ? undefined : value));
  return createHash('sha256').update(plain).digest('hex');
}
