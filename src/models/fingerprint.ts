/** @file What identifies the weights of a model, whatever runtime and device run them. */
import type { ModelCard } from './card';
import { depthsOf } from './exits';

/** Vectors of models with the same fingerprint may be compared. */
export function fingerprintOf(card: ModelCard): string {
  const { name, tokenizer, variants } = card;
  const data = new Set(variants.flatMap((variant) => variant.data.map(({ sha256 }) => sha256.slice(0, 12))));
  return [`${name}@${depthsOf(card).at(-1) ?? 'whole'}`, tokenizer.sha256.slice(0, 12), ...[...data].sort()].join('/');
}
