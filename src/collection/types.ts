/** @file The public types of collections. */
import type { TextSpan } from '../core/types';

/** Ids of documents; `1` and `'1'` are two ids. */
export type DocumentId = string | number;

/** A document to keep and to search. It is cut into passages of about 180 words. */
export type CollectionDocument<Meta = unknown> = {
  readonly id: DocumentId;
  readonly text: string;
  /** Read by the model before each passage, and searched for by words. `null` counts as absent. */
  readonly title?: string | null;
  /** Any data of yours that JSON can hold. Results repeat it, and filters read it. */
  readonly meta?: Meta;
};

/** Fields to replace; absent ones stay. */
export type DocumentUpdate<Meta = unknown> = Pick<CollectionDocument<Meta>, 'id'> & Partial<CollectionDocument<Meta>>;

/** The facts of a document that a filter is given. */
export type FilterDocument<Meta = unknown> = {
  readonly id: DocumentId;
  readonly title?: string;
  readonly meta?: Meta;
};

/** A function that decides on the page, or the ids of the documents that may be found. */
export type DocumentFilter<Meta = unknown> = ((document: FilterDocument<Meta>) => boolean) | Iterable<DocumentId>;

export type AddOptions = {
  /** Stops the encoding. The documents stay, are found by words, and are encoded by the next `add` or visit. */
  readonly signal?: AbortSignal;
  /** Called with the number of passages that are searchable by meaning, of all that were not. */
  readonly onProgress?: (progress: { readonly encoded: number; readonly total: number }) => void;
};

export type AddResult = {
  readonly added: number;
  readonly updated: number;
  /** Documents that were there with the same text, title and metadata. They cost nothing. */
  readonly unchanged: number;
};

export type SearchOptions<Meta = unknown> = {
  /** The number of results. Default 10. */
  readonly topN?: number;
  /** Which documents may be found. Default: all. */
  readonly filter?: DocumentFilter<Meta>;
  /** Leaves out results with a lower `score`; `auto` takes the threshold of the model. Default: none is left out. */
  readonly minScore?: number | 'auto';
  /** One result for each document, with its best passage, or one for each passage. Default `document`. */
  readonly unit?: 'document' | 'passage';
  readonly signal?: AbortSignal;
};

/** A document, or one of its passages, that answers a query. */
export type SearchHit<Meta = unknown> = FilterDocument<Meta> & {
  /** The position in the ranking, from 1. */
  readonly rank: number;
  /** The text of the passage. */
  readonly text: string;
  /** The passage's range in the text of its document. */
  readonly start: number;
  readonly end: number;
  /** The position of the passage in its document, from 0. */
  readonly passageIndex: number;
  /** The headings above the passage, joined by ` › `. Only in an index of a site. */
  readonly heading?: string;
  /** The address of the passage's section. Only in an index of a site. */
  readonly url?: string;
  /** Probability, in [0, 1], that the passage answers the query. `undefined` as long as the order is by words. */
  readonly score: number | undefined;
  /** The method's raw output, before calibration. */
  readonly logit?: number;
  /** The logit joined with the score by words, which gives the order; comparable within one search only. */
  readonly fused?: number;
  /** The range in `text` of the sentence that answers best. */
  readonly sentence?: TextSpan;
  /** The words of the query that the passage contains. */
  readonly terms: readonly string[];
};

export type SearchStats = {
  /** Whether words alone gave the order, or words and the model. */
  readonly orderedBy: 'words' | 'model';
  /** The number of passages that contain words of the query. */
  readonly matching: number;
  /** Milliseconds since the call. */
  readonly ms: number;
  readonly modelCalls: number;
  /** Bytes of an index that were fetched so far. Absent for documents of this device. */
  readonly fetchedBytes?: number;
  readonly warnings: readonly string[];
};

export type SearchResult<Meta = unknown> = {
  readonly results: readonly SearchHit<Meta>[];
  readonly stats: SearchStats;
};

/** `words` comes first, within milliseconds; `done` is what `search` returns. */
export type SearchEvent<Meta = unknown> = { readonly kind: 'words' | 'done' } & SearchResult<Meta>;

/** Documents that can be searched. */
export interface Searchable<Meta = unknown> {
  /** The number of documents. */
  readonly size: number;
  /** The number of passages that the documents were cut into. */
  readonly passages: number;
  /** Conditions that a developer should know of, such as storage that fails. */
  readonly warnings: readonly string[];
  has(id: DocumentId): boolean;
  /** The ids of all documents. */
  ids(): DocumentId[];
  /**
   * Finds passages by their words and by their meaning, and orders the best by the model. A query without text finds
   * nothing.
   *
   * @throws TypeError or RangeError for an invalid argument; `signal.reason`; RerankError as `rerank` does
   */
  search(query: string, options?: SearchOptions<Meta>): Promise<SearchResult<Meta>>;
  /** Like `search`, with an event for the order by words before the settled one. */
  stream(query: string, options?: SearchOptions<Meta>): AsyncGenerator<SearchEvent<Meta>, void, void>;
  /** Forgets the collection in the worker. What is stored stays. A reranker that the collection created is disposed. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Documents that the page keeps, under a name on this device. */
export interface Collection<Meta = unknown> extends Searchable<Meta> {
  readonly name: string | undefined;
  /**
   * Adds documents, and replaces those with the same id. They are found by words at once; the promise resolves when
   * they are found by meaning too.
   */
  add(documents: readonly CollectionDocument<Meta>[], options?: AddOptions): Promise<AddResult>;
  /** Replaces fields of documents that are there. @throws RangeError for an unknown id */
  update(documents: readonly DocumentUpdate<Meta>[], options?: AddOptions): Promise<AddResult>;
  /** Removes documents with their texts, words and vectors. Unknown ids are ignored. Returns how many were removed. */
  remove(ids: Iterable<DocumentId>): Promise<number>;
  clear(): Promise<void>;
}
