/**
 * @file Locates a model in the layout of a hub, on a hub or in a folder, and builds its card from its file list,
 * configuration and tokenizer.
 *
 * The file list and the configuration are stored, so that a model whose files are stored loads without a network.
 */
import { request } from '../../models/files/download';
import { MAX_METADATA_BYTES, MAX_SETTINGS_BYTES, readBody } from '../../models/files/limited-fetch';
import { isFile } from '../../models/files/load-file';
import type { ModelStore } from '../../models/files/model-store';
import { RerankError } from '../../core/errors';
import { applyCardOverrides } from '../../models/card-overrides';
import type { CardOverrides } from '../../models/card-overrides';
import { curatedChanges } from '../../models/hub/curated';
import { hubCard } from '../../models/hub/families/hub-card';
import { OPTIONAL_METADATA_FILES } from '../../models/hub/hub-files';
import { checkMetadata, checkTree } from '../../models/hub/check-metadata';
import type { HubFiles } from '../../models/hub/hub-files';
import { fileUrl, treeUrl } from '../../models/hub/repository';
import type { Repository, TreeEntry } from '../../models/hub/repository';
import type { Environment } from '../platform/environment';
import type { LocatedModel } from './located-model';
import { urlBelow } from './url-below';

/** The network and the store that files are read from. */
export type FileAccess = {
  readonly env: Environment;
  readonly store: ModelStore;
  /** Other origins that the model may name files of. */
  readonly origins?: readonly string[];
};

/**
 * @throws RerankError `model-unavailable` if the hub cannot be reached and the model is not stored, `model-invalid` if
 * it cannot rank
 */
export async function locateOnHub(
  repository: Repository,
  access: FileAccess,
  changes?: CardOverrides,
): Promise<LocatedModel> {
  const tree = await readJson<readonly TreeEntry[]>({ url: treeUrl(repository) }, access);
  const base = fileUrl(repository, '');
  return locateListed(repository, tree, (path) => urlBelow(base, path, access.origins), access, changes);
}

/**
 * Builds the card of a repository whose file list is known.
 *
 * @param tree the file list
 * @param urlOf returns the URL of a path in the list
 */
export async function locateListed(
  repository: Repository,
  tree: readonly TreeEntry[],
  urlOf: (path: string) => string,
  access: FileAccess,
  changes: CardOverrides = {},
): Promise<LocatedModel> {
  try {
    checkTree(tree);
  } catch (cause) {
    throw new RerankError('model-invalid', (cause as Error).message, { cause });
  }
  const paths = new Set(tree.map(({ path }) => path));
  const files = await readFiles(tree, urlOf, access);
  // A graph refers to its data file without a folder.
  const resolve = (path: string) => urlOf(paths.has(path) ? path : `onnx/${path}`);
  try {
    checkMetadata(files);
    const own = (files.more?.['rankside.json'] ?? {}) as CardOverrides;
    const card = applyCardOverrides(hubCard(repository, files), curatedChanges(repository.id), own, changes);
    return { card, urlOf: resolve };
  } catch (cause) {
    throw new RerankError('model-invalid', (cause as Error).message, { cause });
  }
}

async function readFiles(
  tree: readonly TreeEntry[],
  urlOf: (path: string) => string,
  access: FileAccess,
): Promise<HubFiles> {
  const has = (path: string) => tree.some((entry) => entry.path === path);
  const read = <T>(path: string) => readJson<T>({ url: urlOf(path) }, access);
  const readOptional = async <T>(path: string, fallback: T) => (has(path) ? read<T>(path) : fallback);
  // The tokenizer has megabytes and is read again by the file loader, so it is stored under the loader's key.
  const sha256 = tree.find(({ path }) => path === 'tokenizer.json')?.lfs?.oid;
  const [config, tokenizerConfig, tokenizer, ...optional] = await Promise.all([
    read<HubFiles['config']>('config.json'),
    readOptional<HubFiles['tokenizerConfig']>('tokenizer_config.json', {}),
    readJson<HubFiles['tokenizer']>({ url: urlOf('tokenizer.json'), key: sha256 ?? urlOf('tokenizer.json') }, access),
    ...OPTIONAL_METADATA_FILES.filter(has).map(async (path) => [path, await read<unknown>(path)] as const),
  ]);
  return { config, tokenizerConfig, tokenizer, tree, more: Object.fromEntries(optional) };
}

/** A file and the key that it is stored under. */
type StoredFile = { readonly url: string; readonly key?: string };

/** Reads from the network, which may have a newer version, and from the store if the network fails. */
async function readJson<T>({ url, key = `hub/${url}` }: StoredFile, { env, store }: FileAccess): Promise<T> {
  let bytes: Uint8Array;
  try {
    bytes = await readBody(await request(url, env), url, limitOf(url));
  } catch (error) {
    const stored = await store.get(key);
    if (!stored || !(await isIntact(stored, key))) throw error;
    bytes = stored;
  }
  const value = parse(bytes, url) as T;
  await store.put(key, bytes);
  return value;
}

/** Tokenizers have megabytes, and long lists of files one or two. */
function limitOf(url: string): number {
  return url.endsWith('/tokenizer.json') ? MAX_METADATA_BYTES : MAX_SETTINGS_BYTES;
}

/** A value under a hash is checked by its reader, one under another key by the store. */
function isIntact(bytes: Uint8Array, key: string): boolean | Promise<boolean> {
  return key.startsWith('hub/') || key.includes(':') || isFile(bytes, { bytes: 0, sha256: key });
}

/** A Jinja template is returned as text. */
function parse(bytes: Uint8Array, url: string): unknown {
  const text = new TextDecoder().decode(bytes);
  if (url.endsWith('.jinja')) return text;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new RerankError('model-invalid', `Expected JSON at ${url}, got something else`, { cause });
  }
}
