/** @file Whether a model's results may be stored, and the namespace that they are stored under. */
import { depthsOf } from '../../models/exits';
import type { Variant } from '../../models/card';
import type { LoadRequest } from '../../protocol/host-api';
import type { TestedEngine } from '../engines/create-tested-engine';
import type { Environment } from '../platform/environment';

/** Whether the request, the platform and the model's files allow storage. */
export function canStore(
  { cache, vectorStorageBytes }: Pick<LoadRequest, 'cache' | 'vectorStorageBytes'>,
  { indexedDB }: Pick<Environment, 'indexedDB'>,
  { parts }: Pick<TestedEngine, 'parts'>,
): boolean {
  if (!hasHashes(parts.variant)) return false;
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle;
  return cache !== 'memory' && vectorStorageBytes > 0 && indexedDB !== undefined && subtle !== undefined;
}

/** A file without a hash may change, so results of an earlier load cannot be trusted. */
export function hasHashes({ graphs, data }: Pick<Variant, 'graphs' | 'data'>): boolean {
  return [...graphs, ...data].every(({ sha256 }) => sha256 !== '');
}

/**
 * Everything that a result depends on beside its texts: files, depth, token limit, vector bits, engine build, device
 * and dtype.
 */
export function namespaceOf({ parts, engine }: Pick<TestedEngine, 'parts' | 'engine'>): string {
  const { card, variant } = parts;
  const files = [card.tokenizer, ...variant.data, ...variant.graphs].map(({ sha256 }) => sha256.slice(0, 16)).join('-');
  const depth = depthsOf(card).at(-1) ?? 'whole';
  // A hub gives no hash of small files, but the card holds the settings that were read from them.
  const cardSettings = `${card.name}/${card.provenance.join()}/${JSON.stringify([card.template, card.readout])}/`;
  const limits = `${depth}/${card.limits.passage}/${card.vectorBits ?? 8}`;
  return `${card.readout ? cardSettings : ''}${files}/${limits}/${engine.build}/${variant.device}-${variant.dtype}`;
}
