/**
 * @file A hash of everything in a model's card that affects a measurement; the card holds the hashes of all its files.
 */
import { createHash } from 'node:crypto';
import type { ModelCard } from '../../src/models/card';

/** The fit of a cascade is left out, because it does not change the scores of either model. */
export function fingerprint(card: ModelCard): string {
  const plain = JSON.stringify(card, (key, value: unknown) => (key === 'cascade' ? undefined : value));
  return createHash('sha256').update(plain).digest('hex');
}
