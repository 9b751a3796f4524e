/** @file Creates a collection of documents that the page adds, and keeps it under a name on this device. */
import { createReranker } from '../client/create-reranker';
import { formatValue } from '../client/format-value';
import { internalsOf } from '../client/internals';
import type { CreateOptions, Reranker } from '../client/reranker';
import { warnOfUnknownOptions } from '../client/unknown-options';
import { copyOptions } from '../client/validate';
import { CollectionClient } from './collection-client';
import { validateMaking } from './validate-making';
import type { Collection } from './types';

/** Options of `createCollection`. */
export type CollectionOptions = {
  /**
   * The name under which documents and vectors are kept on this device, one for each collection of an origin. Without a
   * name nothing is kept.
   */
  readonly name?: string;
  /** The reranker whose worker keeps and searches the documents. Default: one of its own, made with `create`. */
  readonly reranker?: Reranker | Promise<Reranker>;
  /** Options of `createReranker` for a reranker of its own, such as `model` and `assets`. */
  readonly create?: CreateOptions;
};

const OPTIONS = { name: true, reranker: true, create: true } as const;

/**
 * Opens the collection with this name, with the documents that are kept under it, or an empty one.
 *
 * @throws TypeError for an invalid option; what `createReranker` throws
 */
export async function createCollection<Meta = unknown>(given?: CollectionOptions): Promise<Collection<Meta>> {
  const { name, reranker, create, ...others } = copyOptions(given);
  validateMaking({ reranker, create, ...others });
  warnOfUnknownOptions(others, OPTIONS);
  if (name !== undefined && (typeof name !== 'string' || name === ''))
    throw new TypeError(`Expected \`name\` to be a string that is not empty, got ${formatValue(name)}`);
  const own = reranker === undefined ? await createReranker(create) : undefined;
  const used = own ?? (await reranker);
  const internals = internalsOf(used);
  if (internals === undefined)
    throw new TypeError(`Expected \`reranker\` to be made by \`createReranker\`, got ${formatValue(used)}`);
  return CollectionClient.open<Meta>(name, internals, () => own?.dispose() ?? Promise.resolve());
}
