/** @file The messages about collections: documents that the worker keeps, and searches over them. */
import type { TextSpan } from '../core/types';
import type { EncodedPassage, PassageText } from '../engine/engine';

export type DocumentId = string | number;

/** A document as it crosses to the worker; `meta` is JSON. */
export type DocumentContent = {
  readonly id: DocumentId;
  readonly title?: string;
  readonly text: string;
  readonly meta?: string;
};

export type DocumentChange = Pick<DocumentContent, 'id'> & Partial<DocumentContent>;

/** What the page knows of a document. Its slot is its number in the collection while a worker lives. */
export type DocumentFacts = Omit<DocumentContent, 'text'> & {
  readonly slot: number;
  /** The address of a page. Only in an index of a site. */
  readonly url?: string;
};

/** One result per document, with its best passage, or one per passage. */
export type SearchUnit = 'document' | 'passage';

export type SearchRequest = {
  readonly query: string;
  readonly topN: number;
  readonly unit: SearchUnit;
  /** The least score of a result, by the model; `auto` is the model's threshold. Words alone leave out nothing. */
  readonly minScore?: number | 'auto';
  /** 1 for each slot that may be found. Default: all of them. */
  readonly allowed?: Uint8Array;
};

/** The files of an index that the page fetched before there was a worker. */
export type IndexHead = {
  readonly manifest: Uint8Array<ArrayBuffer>;
  readonly head: Uint8Array<ArrayBuffer>;
  /** Whether the server has said that it supports ranges. */
  readonly ranges: boolean;
};

export type CollectionTask =
  /** Reads what is stored under the name. Without a name, nothing is stored. */
  | { readonly kind: 'open'; readonly name?: string }
  /** Opens an index that was made by `rankside index`. */
  | { readonly kind: 'open-index'; readonly url: string; readonly files?: IndexHead }
  /** Adds documents, and replaces those with the same id. They are found by words at once. */
  | { readonly kind: 'add'; readonly documents: readonly DocumentContent[] }
  /** Replaces the given fields of documents; the others stay. */
  | { readonly kind: 'update'; readonly documents: readonly DocumentChange[] }
  /** Encodes the passages that have no vectors of the loaded model. */
  | { readonly kind: 'encode' }
  | { readonly kind: 'remove'; readonly slots: readonly number[] }
  | { readonly kind: 'clear' }
  /** Takes over what another page or worker has stored of these documents, or removed. */
  | { readonly kind: 'sync'; readonly ids: readonly DocumentId[] }
  /** Searches by words alone, which needs no model. */
  | ({ readonly kind: 'find' } & SearchRequest)
  /** Searches by words and by meaning, and settles the order with the model. */
  | ({ readonly kind: 'search' } & SearchRequest)
  /** Encodes passages and sends their vectors, for an index. Needs no collection. */
  | { readonly kind: 'vectors'; readonly passages: readonly PassageText[] }
  /** Forgets the collection in the worker; what is stored stays. */
  | { readonly kind: 'close' };

export type CollectionRequest = {
  /** The id of the job. */
  readonly id: number;
  /** The collection's key within the worker. */
  readonly collection: string;
  readonly priority: number;
  readonly task: CollectionTask;
};

/** A passage that was found. */
export type Hit = {
  readonly slot: number;
  /** The position of the passage in its document, from 0. */
  readonly passageIndex: number;
  readonly text: string;
  /** The passage's range in the text of its document. */
  readonly start: number;
  readonly end: number;
  /** The headings above the passage, and the address of its section. Only in an index of a site. */
  readonly heading?: string;
  readonly anchor?: string;
  /** The relevance by the model; absent as long as words alone gave the order. */
  readonly score?: number;
  readonly logit?: number;
  readonly fused?: number;
  /** The sentence of the passage that answers best. */
  readonly sentence?: TextSpan;
  /** The words of the query that the passage contains, as they are written in the query. */
  readonly terms: readonly string[];
};

/** What an index says about itself. */
export type IndexFacts = {
  /** The name of the model that made it, and the hash of the model's files. */
  readonly model: string;
  readonly fingerprint: string;
};

export type CollectionEvent =
  | {
      readonly kind: 'opened';
      readonly documents: readonly DocumentFacts[];
      readonly passages: number;
      /** Passages without vectors of the loaded model; unknown before the model is loaded. */
      readonly stored: boolean;
      readonly index?: IndexFacts;
      readonly warnings: readonly string[];
    }
  | {
      readonly kind: 'added';
      readonly documents: readonly DocumentFacts[];
      readonly added: number;
      readonly updated: number;
      readonly unchanged: number;
      readonly passages: number;
      /** False where nothing is stored, also if that is because storage failed. */
      readonly stored: boolean;
      readonly warnings: readonly string[];
    }
  /** `removed` has those of the ids that are not in the collection. */
  | {
      readonly kind: 'synced';
      readonly documents: readonly DocumentFacts[];
      readonly removed: readonly DocumentId[];
      readonly passages: number;
      readonly warnings: readonly string[];
    }
  | { readonly kind: 'encoding'; readonly encoded: number; readonly total: number; readonly reused: number }
  | {
      readonly kind: 'found';
      readonly hits: readonly Hit[];
      /** The number of documents, or passages, that contain a word of the query. */
      readonly matching: number;
      readonly warnings: readonly string[];
      readonly fetchedBytes?: number;
    }
  /** `encoded` has an entry for each of `indices`, which are positions in the request. */
  | { readonly kind: 'vectors'; readonly indices: readonly number[]; readonly encoded: readonly EncodedPassage[] }
  | { readonly kind: 'changed'; readonly passages: number; readonly warnings?: readonly string[] };
