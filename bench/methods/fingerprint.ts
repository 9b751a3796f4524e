/** @file What an order of passages hangs on, as a hash: a model's card, without what is fitted to its scores and moves no passage. */
import { createHash } from 'node:crypto';
import type { ModelCard } from '../../src/models/card';

const FITTED = ['calibration', 'threshold', 'fusion', 'cascade'];

export function fingerprint(card: ModelCard): string {
  const plain = JSON.stringify(card, (key, value: unknown) => (FITTED.includes(key) ? undefined : value));
  return createHash('sha256').update(plain).digest('hex');
}
