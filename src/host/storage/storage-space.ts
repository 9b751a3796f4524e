/** @file Whether anything is kept from page to page, and what the numbers of a model depend on beside its texts. */
import { depthsOf } from '../../models/exits';
import type { LoadRequest } from '../../protocol/host-api';
import type { Candidate } from '../engines/create-candidate';
import type { Environment } from '../platform/environment';

export function canStore(
  { cache, vectorStorageBytes }: Pick<LoadRequest, 'cache' | 'vectorStorageBytes'>,
  { indexedDB }: Pick<Environment, 'indexedDB'>,
  { blueprint }: Pick<Candidate, 'blueprint'>,
): boolean {
  // A file that nobody told the hash of may be another one tomorrow.
  if (blueprint.variant.graphs.some(({ sha256 }) => sha256 === '')) return false;
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  return cache !== 'memory' && vectorStorageBytes > 0 && indexedDB !== undefined && subtle !== undefined;
}

/** Files, depth, token limit, bits of a vector, engine build, device and dtype. */
export function spaceOf({ blueprint, engine }: Pick<Candidate, 'blueprint' | 'engine'>): string {
  const { card, variant } = blueprint;
  const files = [card.tokenizer, ...variant.data, ...variant.graphs].map(({ sha256 }) => sha256.slice(0, 16)).join('-');
  const depth = depthsOf(card).at(-1) ?? 'whole';
  // A hub tells no hash of small files; what they say of the readout is in the card.
  const told = card.readout ? `${card.name}/${card.provenance.join()}/${JSON.stringify([card.template, card.readout])}/` : ''; // prettier-ignore
  return `${told}${files}/${depth}/${card.limits.passage}/${card.vectorBits ?? 8}/${engine.build}/${variant.device}-${variant.dtype}`;
}
