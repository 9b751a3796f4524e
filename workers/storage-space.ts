/** @file Whether anything is kept from page to page, and what the numbers of a model depend on beside its texts. */
import { depthsOf } from '../src/models/exits';
import type { LoadRequest } from '../src/protocol/host-api';
import type { Candidate } from './candidate';
import type { Environment } from './environment';

export function canStore(
  { cache, vectorStorageBytes }: Pick<LoadRequest, 'cache' | 'vectorStorageBytes'>,
  { indexedDB }: Pick<Environment, 'indexedDB'>,
): boolean {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  return cache !== 'memory' && vectorStorageBytes > 0 && indexedDB !== undefined && subtle !== undefined;
}

/** Files, depth, token limit, bits of a vector, engine build, device and dtype. */
export function spaceOf({ blueprint, engine }: Pick<Candidate, 'blueprint' | 'engine'>): string {
  const { card, variant } = blueprint;
  const files = [card.tokenizer, ...variant.data, ...variant.graphs].map(({ sha256 }) => sha256.slice(0, 16)).join('-');
  const depth = depthsOf(card).at(-1) ?? 'whole';
  return `${files}/${depth}/${card.limits.passage}/${card.vectorBits ?? 8}/${engine.build}/${variant.device}-${variant.dtype}`;
}
