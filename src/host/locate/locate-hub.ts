/**
 * @file A model in the layout of a hub, on one or in a folder: its list of files, configuration and tokenizer, made into a card.
 *
 * What the list and the configuration said last time is kept, so that a model whose files are stored loads without a network.
 */
import { request } from '../../models/files/download';
import type { ModelStore } from '../../models/files/model-store';
import { RerankError } from '../../core/errors';
import { applyCardOverrides } from '../../models/card-overrides';
import type { CardOverrides } from '../../models/card-overrides';
import { curatedChanges } from '../../models/hub/curated';
import { hubCard } from '../../models/hub/hub-card';
import { OPTIONAL_METADATA_FILES } from '../../models/hub/hub-files';
import type { HubFiles } from '../../models/hub/hub-files';
import { fileUrl, treeUrl } from '../../models/hub/repository';
import type { Repository, TreeEntry } from '../../models/hub/repository';
import type { Environment } from '../platform/environment';
import type { LocatedModel } from './located-model';

/** Where files are read from and kept. */
export type Reach = { readonly env: Environment; readonly store: ModelStore };

/** @throws RerankError `model-unavailable` when it cannot be reached and is not stored, `model-invalid` when it is no model that can rank */
export async function locateOnHub(
  repository: Repository,
  env: Environment,
  store: ModelStore,
  changes?: CardOverrides,
): Promise<LocatedModel> {
  const reach = { env, store };
  const tree = await readJson<readonly TreeEntry[]>({ url: treeUrl(repository) }, reach);
  return locateListed(repository, tree, (path) => fileUrl(repository, path), reach, changes);
}

/**
 * @param tree the files that there are
 * @param urlOf where a path of the list is
 */
export async function locateListed(
  repository: Repository,
  tree: readonly TreeEntry[],
  urlOf: (path: string) => string,
  reach: Reach,
  changes: CardOverrides = {},
): Promise<LocatedModel> {
  const paths = new Set(tree.map(({ path }) => path));
  const files = await readFiles(tree, urlOf, reach);
  // A graph knows its data by the file's own name.
  const place = (path: string) => urlOf(paths.has(path) ? path : `onnx/${path}`);
  try {
    const own = (files.more?.['rankside.json'] ?? {}) as CardOverrides;
    const card = applyCardOverrides(hubCard(repository, files), curatedChanges(repository.id), own, changes);
    return { card, urlOf: place };
  } catch (cause) {
    throw new RerankError('model-invalid', (cause as Error).message, { cause });
  }
}

async function readFiles(tree: readonly TreeEntry[], urlOf: (path: string) => string, reach: Reach): Promise<HubFiles> {
  const has = (path: string) => tree.some((entry) => entry.path === path);
  const read = <T>(path: string) => readJson<T>({ url: urlOf(path) }, reach);
  const readIfThere = async <T>(path: string, otherwise: T) => (has(path) ? read<T>(path) : otherwise);
  // Megabytes, and needed again: kept where the loader of files looks for it.
  const sha256 = tree.find(({ path }) => path === 'tokenizer.json')?.lfs?.oid;
  const [config, tokenizerConfig, tokenizer, ...told] = await Promise.all([
    read<HubFiles['config']>('config.json'),
    readIfThere<HubFiles['tokenizerConfig']>('tokenizer_config.json', {}),
    readJson<HubFiles['tokenizer']>({ url: urlOf('tokenizer.json'), key: sha256 ?? urlOf('tokenizer.json') }, reach),
    ...OPTIONAL_METADATA_FILES.filter(has).map(async (path) => [path, await read<unknown>(path)] as const),
  ]);
  return { config, tokenizerConfig, tokenizer, tree, more: Object.fromEntries(told) };
}

/** A file, and what it is kept under. */
type Kept = { readonly url: string; readonly key?: string };

/** From the network, which may have news; from the store when there is none. */
async function readJson<T>({ url, key = `hub/${url}` }: Kept, { env, store }: Reach): Promise<T> {
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await (await request(url, env)).arrayBuffer());
  } catch (error) {
    const kept = await store.get(key);
    if (!kept) throw error;
    bytes = kept;
  }
  const value = parse(bytes, url) as T;
  await store.put(key, bytes);
  return value;
}

/** A Jinja template is a text. */
function parse(bytes: Uint8Array, url: string): unknown {
  const text = new TextDecoder().decode(bytes);
  if (url.endsWith('.jinja')) return text;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RerankError('model-invalid', `Expected JSON at ${url}, got something else`, { cause });
  }
}
