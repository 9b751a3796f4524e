/** @file What the page and its background worker say to each other about documents. Data alone. */

export type DocumentKind = 'text' | 'markdown' | 'html' | 'pdf' | 'word' | 'rows' | 'code';

/** One file that was read. */
export type DocumentRecord = {
  /** The path as it was added: a file of the same path replaces it. */
  readonly id: string;
  readonly name: string;
  readonly kind: DocumentKind;
  readonly bytes: number;
  /** SHA-256 of the bytes, hex. */
  readonly revision: string;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  readonly chunks: number;
  readonly pages?: number;
};

/** A piece of a document's structure, as a range of its text. */
export type BlockSpan = {
  readonly kind: 'heading' | 'text' | 'code' | 'row';
  readonly start: number;
  readonly end: number;
  /** 1 to 6, of a heading. */
  readonly level?: number;
  /** From 1. */
  readonly page?: number;
};

/** A printed line of a PDF: its range of the text, and where it stands on its page, in PDF units from the lower left. */
export type LineBox = {
  readonly start: number;
  readonly end: number;
  readonly page: number;
  /** Left, bottom, width, height. */
  readonly box: readonly [number, number, number, number];
};

/** A passage to search for, as a range of its document's text. */
export type ChunkSpan = {
  readonly start: number;
  readonly end: number;
  /** Headings above it, outermost first, parted by ` › `. */
  readonly heading: string;
  readonly page?: number;
};

/** What was read of one file. */
export type DocumentContent = {
  readonly id: string;
  readonly text: string;
  readonly blocks: readonly BlockSpan[];
  readonly chunks: readonly ChunkSpan[];
  readonly lines: readonly LineBox[];
};

/** A passage with all that a result card shows. */
export type Hit = ChunkSpan & {
  /** `<document>#<place in the document>`. */
  readonly id: string;
  readonly document: string;
  readonly name: string;
  readonly kind: DocumentKind;
  readonly text: string;
  /** BM25; 0 for a passage that shares no word with the query. */
  readonly score: number;
};

export type Filter = {
  readonly kinds?: readonly DocumentKind[];
  readonly documents?: readonly string[];
};

export type SearchAnswer = {
  readonly hits: readonly Hit[];
  /** Passages under the filter that hold a word of the query. */
  readonly matching: number;
  /** Passages under the filter. */
  readonly inScope: number;
  /** The query's words as they were looked up, for marking. */
  readonly terms: readonly string[];
  readonly ms: number;
};

export type Incoming = { readonly path: string; readonly file: Blob };

export type AddProgress = {
  readonly done: number;
  readonly total: number;
  readonly path: string;
  /** Share of the file under way, in [0, 1]. */
  readonly fraction: number;
};

export type AddOutcome =
  | { readonly path: string; readonly state: 'added' | 'replaced' | 'unchanged' }
  | { readonly path: string; readonly state: 'failed'; readonly reason: string };

export type LibraryState = {
  readonly documents: readonly DocumentRecord[];
  readonly chunks: number;
};
