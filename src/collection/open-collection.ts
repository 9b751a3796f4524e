/** @file Opens an index of a site that was made at build time. */
import { startReranker } from '../client/create-reranker';
import type { StartedReranker } from '../client/create-reranker';
import { formatValue } from '../client/format-value';
import { internalsOf } from '../client/internals';
import type { RerankerInternals } from '../client/internals';
import type { CreateOptions, Reranker } from '../client/reranker';
import { warnOfUnknownOptions } from '../client/unknown-options';
import { copyOptions } from '../client/validate';
import { RerankError } from '../core/errors';
import type { IndexHead } from '../protocol/collection-api';
import { messageOf } from '../util/message-of';
import { baseUrl } from '../util/base-url';
import { IndexClient } from './index-client';
import type { Searchable } from './types';
import { validateMaking } from './validate-making';

/** Options of `openCollection`. */
export type OpenOptions = {
  /**
   * A reranker with the model that made the index. Default: one of its own, with that model; searches are answered by
   * words until it is loaded.
   */
  readonly reranker?: Reranker | Promise<Reranker>;
  /** Options of that reranker of its own, such as `assets`. `model` and `strategy` follow from the index. */
  readonly create?: Omit<CreateOptions, 'model' | 'strategy'>;
};

const OPTIONS = { reranker: true, create: true } as const;

/**
 * Opens the index in a folder, and resolves when it can be searched by words.
 *
 * @param url the folder that `rankside index` wrote, as served; it may be relative to the page
 * @throws TypeError for an invalid option; RerankError `index-unavailable`, which names the URL, or `index-invalid`
 */
export async function openCollection<Meta = unknown>(
  url: string | URL,
  given?: OpenOptions,
): Promise<Searchable<Meta>> {
  const { reranker, create, ...others } = copyOptions(given);
  validateMaking({ reranker, create, ...others });
  warnOfUnknownOptions(others, OPTIONS);
  if (typeof url !== 'string' && !(url instanceof URL))
    throw new TypeError(`Expected \`url\` to be a string or a URL, got ${formatValue(url)}`);
  const folder = folderOf(url);
  if (reranker !== undefined) {
    const used = await reranker;
    const internals = internalsOf(used);
    if (internals) return IndexClient.open<Meta>(folder, internals, { onClose: () => Promise.resolve() });
    throw new TypeError(`Expected \`reranker\` to be made by \`createReranker\`, got ${formatValue(used)}`);
  }
  // The index comes before the model, which has many times its bytes.
  const { model, files } = await fetchHead(folder);
  const started = startReranker({ ...create, model, strategy: 'exact' });
  started.reranker.catch(() => undefined); // searches report it
  return IndexClient.open<Meta>(folder, internalsWhile(started), { files, onClose: () => started.close() });
}

function folderOf(url: string | URL): string {
  const { href } = new URL(url, baseUrl());
  return href.endsWith('/') ? href : `${href}/`;
}

/** The first files of the index, and the name of the model that made it. The worker checks them. */
async function fetchHead(folder: string): Promise<{ readonly model: string; readonly files: IndexHead }> {
  const { bytes: manifest } = await fetchFile(`${folder}manifest.json`, 'no-cache');
  const { model, head } = parseManifest(manifest) ?? {};
  if (typeof model !== 'string' || typeof head?.path !== 'string')
    throw new RerankError('index-invalid', `Expected ${folder}manifest.json to be JSON of \`rankside index\``);
  const { bytes, ranges } = await fetchFile(new URL(head.path, folder).href);
  return { model, files: { manifest, head: bytes, ranges } };
}

function parseManifest(bytes: Uint8Array) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as { model?: unknown; head?: { path?: unknown } } | null;
  } catch {
    return undefined;
  }
}

async function fetchFile(url: string, cache: RequestCache = 'default') {
  try {
    const response = await fetch(url, { cache });
    const ranges = response.headers.get('accept-ranges') === 'bytes';
    if (response.ok) return { bytes: new Uint8Array(await response.arrayBuffer()), ranges };
    throw new Error(`the server answered ${response.status}`);
  } catch (cause) {
    throw new RerankError('index-unavailable', `Cannot fetch ${url}: ${messageOf(cause)}`, { cause });
  }
}

/** Ids of jobs count down, so that they differ from those of the reranker. */
function internalsWhile({ reranker, early }: StartedReranker): RerankerInternals {
  let nextId = -1_000_000;
  const loaded = async () => internalsOf(await reranker)!;
  return {
    early,
    nextJobId: () => nextId--,
    keepBusy: () => () => undefined,
    backend: {
      connect: async () => (await loaded()).backend.connect(),
      reportLoss: async (link, reason) => (await loaded()).backend.reportLoss(link, reason),
      reportSuccess: () => undefined,
    },
  };
}
