/**
 * @file A hash of everything in a model's card that affects the order of passages here, where models run on WASM. Fits
 * to its scores and variants for a GPU do not.
 */
import { createHash } from 'node:crypto';
import type { ModelCard } from '../../src/models/card';

const FITTED = ['calibration', 'threshold', 'fusion', 'cascade'];

export function fingerprint(card: ModelCard): string {
  const measured = { ...card, variants: card.variants.filter(({ device }) => device === 'wasm') };
  const plain = JSON.stringify(measured, (key, value: unknown) => (FITTED.includes(key) ? undefined : value));
  return createHash('sha256').update(plain).digest('hex');
}
