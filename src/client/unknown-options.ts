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
  const known = Object.keys(names);
  const unknown = Object.entries(options).filter(([name, value]) => value !== undefined && !Object.hasOwn(names, name));
  const messages = unknown.map(([name]) => messageFor(name, known));
  for (const message of messages) {
    if (warned.has(message)) continue;
    warned.add(message);
    console.warn(`rankside: ${message}`);
  }
  return messages;
}

function messageFor(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  const hint = nearest === undefined ? `known are ${known.join(', ')}` : `did you mean \`${nearest}\`?`;
  return `The option \`${name.slice(0, 40)}\` is unknown and was ignored; ${hint}`;
}

/** Returns the known name with the fewest differing letters, or undefined when too many of them differ. */
function nearestName(name: string, known: readonly string[]): string | undefined {
  const distances = known.map((each) => [each, editDistance(name.toLowerCase(), each.toLowerCase())] as const);
  const [nearest, distance] = distances.reduce((a, b) => (b[1] < a[1] ? b : a));
  const length = Math.max(name.length, nearest.length);
  return distance <= Math.max(length > 4 ? 2 : 1, Math.floor(length / 3)) ? nearest : undefined;
}

/** The number of insertions, deletions and substitutions between two names (Wagner and Fischer 1974). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(row[j + 1]! + 1, next[j]! + 1, row[j]! + (a[i] === b[j] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
