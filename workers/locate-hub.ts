/**
 * @file A model on a hub: its list of files, configuration and tokenizer, made into a card.
 *
 * What the list and the configuration said last time is kept, so that a model whose files are stored loads without a network.
 */
import { request } from '../src/engine/model-files';
import type { ModelStore } from '../src/engine/model-store';
import { RerankError } from '../src/errors';
import { hubCard } from '../src/models/hub/hub-card';
import type { HubFiles } from '../src/models/hub/hub-card';
import { fileUrl, treeUrl } from '../src/models/hub/repository';
import type { Repository, TreeEntry } from '../src/models/hub/repository';
import type { Environment } from './environment';
import type { LocatedModel } from './locate-model';

/** @throws RerankError `model-unavailable` when it cannot be reached and is not stored, `model-invalid` when it is no cross-encoder in ONNX */
export async function locateOnHub(repository: Repository, env: Environment, store: ModelStore): Promise<LocatedModel> {
  const read = <T>(url: string, key = `hub/${url}`) => readJson<T>({ url, key }, env, store);
  const [tree, config, tokenizerConfig] = await Promise.all([
    read<readonly TreeEntry[]>(treeUrl(repository)),
    read<HubFiles['config']>(fileUrl(repository, 'config.json')),
    read<HubFiles['tokenizerConfig']>(fileUrl(repository, 'tokenizer_config.json')),
  ]);
  // Megabytes, and needed again: kept where the loader of files looks for it.
  const tokenizerUrl = fileUrl(repository, 'tokenizer.json');
  const sha256 = tree.find(({ path }) => path === 'tokenizer.json')?.lfs?.oid;
  const tokenizer = await read<HubFiles['tokenizer']>(tokenizerUrl, sha256 ?? tokenizerUrl);
  const paths = new Set(tree.map(({ path }) => path));
  const urlOf = (path: string) => fileUrl(repository, paths.has(path) ? path : `onnx/${path}`);
  try {
    return { card: hubCard(repository, { tree, config, tokenizer, tokenizerConfig }), urlOf };
  } catch (cause) {
    throw new RerankError('model-invalid', (cause as Error).message, { cause });
  }
}

/** A file, and what it is kept under. */
type Kept = { readonly url: string; readonly key: string };

/** From the network, which may have news; from the store when there is none. */
async function readJson<T>({ url, key }: Kept, env: Environment, store: ModelStore): Promise<T> {
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

function parse(bytes: Uint8Array, url: string): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new RerankError('model-invalid', `Expected JSON at ${url}, got something else`, { cause });
  }
}
