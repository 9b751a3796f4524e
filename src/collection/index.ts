/** @file `rankside/collection`: documents that are kept and searched in the worker of a reranker. */
export { createCollection } from './create-collection';
export { openCollection } from './open-collection';
export type { OpenOptions } from './open-collection';
export type { CollectionOptions } from './create-collection';
export type {
  AddOptions,
  AddResult,
  Collection,
  CollectionDocument,
  DocumentFilter,
  DocumentId,
  DocumentUpdate,
  FilterDocument,
  Searchable,
  SearchEvent,
  SearchHit,
  SearchOptions,
  SearchResult,
  SearchStats,
} from './types';
export { RerankError, isRerankError } from '../core/errors';
