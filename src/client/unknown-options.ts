/** @file Finds options that no function of the library has, such as a misspelled name. */
import type { PrepareOptions, CreateOptions, EmbedOptions } from './reranker';
import type { RerankOptions } from '../core/types';

/** The names of an options object. The type demands that none is missing and none is made up. */
type Names<T> = Readonly<Record<keyof T, true>>;

export const CALL_OPTIONS: Names<RerankOptions> = {
  topN: true,
  minScore: true,
  fusion: true,
  strategy: true,
  lastPass: true,
  longPassages: true,
  instruction: true,
  signal: true,
  priority: true,
  supersede: true,
  budgetMs: true,
  explain: true,
  onProgress: true,
};

export const PREPARE_OPTIONS: Names<PrepareOptions> = {
  signal: true,
  priority: true,
  longPassages: true,
  onProgress: true,
};

export const EMBED_OPTIONS: Names<EmbedOptions> = { kind: true, signal: true, priority: true };

export const CREATE_OPTIONS: Names<CreateOptions> = {
  model: true,
  revision: true,
  hub: true,
  card: true,
  modelOrigins: true,
  device: true,
  dtype: true,
  depth: true,
  method: true,
  stages: true,
  assets: true,
  worker: true,
  runtimes: true,
  engine: true,
  cache: true,
  vectorCacheBytes: true,
  vectorStorageBytes: true,
  cores: true,
  strategy: true,
  lastPass: true,
  longPassages: true,
  hangMs: true,
  idleMs: true,
  onProgress: true,
  onStatus: true,
};

/** The messages that were written to the console, each of them once. */
const warned = new Set<string>();

/**
 * Returns a sentence for each option that is not among `names` and not undefined, and writes it to the console the
 * first time.
 */
export function warnOfUnknownOptions(options: object, names: Readonly<Record<string, true>>): string[] {
  const known = Object.keys(names).join(', ');
  const unknown = Object.entries(options).filter(([name, value]) => value !== undefined && !Object.hasOwn(names, name));
  const messages = unknown.map(
    ([name]) => `The option \`${name.slice(0, 40)}\` is unknown and was ignored; known are ${known}`,
  );
  for (const message of messages) {
    if (warned.has(message)) continue;
    warned.add(message);
    console.warn(`rankside: ${message}`);
  }
  return messages;
}
