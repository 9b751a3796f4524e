/** @file What a measurement of a model hangs on, as a hash: its card, which holds the hashes of all its files, but for what no figure here uses. */
import { createHash } from 'node:crypto';
import type { ModelCard } from '../../src/models/card';

/** A cascade's fit says something of two models and changes no score of either. */
export function fingerprint(card: ModelCard): string {
  const plain = JSON.stringify(card, (key, value: unknown) => (key === 'cascade' ? undefined : value));
  return createHash('sha256').update(plain).digest('hex');
}
