/** @file The data about documents that the page and its background worker exchange. */

export type DocumentKind =
  | 'text'
  | 'markdown'
  | 'html'
  | 'pdf'
  | 'image'
  | 'word'
  | 'odf'
  | 'slides'
  | 'sheet'
  | 'book'
  | 'mail'
  | 'rtf'
  | 'notebook'
  | 'subtitles'
  | 'rows'
  | 'code';

/** One file of the library. */
export type DocumentRecord = {
  /** The path under which the file was added; a file with the same path replaces it. */
  readonly id: string;
  readonly name: string;
  readonly kind: DocumentKind;
  readonly bytes: number;
  /** SHA-256 of the bytes, hex; `+ocr` follows where text was recognized. */
  readonly revision: string;
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  readonly chunks: number;
  readonly pages?: number;
  /** How many pages have a text that was recognized in pictures (OCR). */
  readonly recognizedPages?: number;
  /** How many pages are pictures without text. */
  readonly picturePages?: number;
};

/** A block of a document's structure, as a range of its text. */
export type BlockSpan = {
  readonly kind: 'heading' | 'text' | 'code' | 'row';
  readonly start: number;
  readonly end: number;
  /** The level of a heading, 1 to 6. */
  readonly level?: number;
  /** From 1. */
  readonly page?: number;
  /** Shown in the document, but not searched for: a running head, a line number, an entry of a table of contents. */
  readonly isUnindexed?: boolean;
};

/** A printed line of a PDF: its range of the text, and its box on the page in PDF units from the lower left. */
export type LineBox = {
  readonly start: number;
  readonly end: number;
  readonly page: number;
  /** Left, bottom, width, height. */
  readonly box: readonly [number, number, number, number];
  /** The direction of the text in degrees, counter-clockwise: 90, 180 or 270. Default 0. */
  readonly angle?: number;
};

/** A passage to search for, as a range of its document's text. */
export type ChunkSpan = {
  readonly start: number;
  readonly end: number;
  /** The headings above the passage, outermost first, joined by ` › `. */
  readonly heading: string;
  readonly page?: number;
};

/** The content of one file. */
export type DocumentContent = {
  readonly id: string;
  readonly text: string;
  readonly blocks: readonly BlockSpan[];
  readonly chunks: readonly ChunkSpan[];
  readonly lines: readonly LineBox[];
  /** The pages whose text was recognized in pictures (OCR), from 1; that of an image is 1. */
  readonly recognizedPages?: readonly number[];
};

/** A passage with the data that a result card shows. */
export type Hit = ChunkSpan & {
  /** `<document id>#<chunk index>`. */
  readonly id: string;
  readonly document: string;
  readonly name: string;
  readonly kind: DocumentKind;
  readonly text: string;
  /** The BM25 score; 0 for a passage that contains no word of the query. */
  readonly score: number;
  /** The other documents that contain nearly the same passage, if any. */
  readonly copies?: readonly string[];
};

export type Filter = {
  readonly kinds?: readonly DocumentKind[];
  readonly documents?: readonly string[];
  /** Selects the documents in this folder and below it. */
  readonly folder?: string;
};

export type SearchAnswer = {
  readonly hits: readonly Hit[];
  /** How many passages that the filter selects contain a word of the query. */
  readonly matching: number;
  /** How many passages the filter selects. */
  readonly inScope: number;
  /** The words of the query as the index contains them, for marking. */
  readonly terms: readonly string[];
  /** The query without its operators: what the model reads. */
  readonly question: string;
  /** Whether phrases, excluded words or filters of the query forbid passages that the words did not find. */
  readonly isRestricted: boolean;
  readonly ms: number;
};

/** How many passages have a vector for the search by meaning. */
export type Coverage = { readonly covered: number; readonly total: number };

/** The pooled vector of a question, in the space of the passages' vectors. Its length does not matter. */
export type QuestionVector = { readonly space: string; readonly components: Int8Array };

export type Incoming = {
  readonly path: string;
  readonly file: Blob;
  /** Opens a PDF that is encrypted. */
  readonly password?: string;
  /** Whether a person asked to recognize the text of pages that are pictures, and of images. */
  readonly recognize?: boolean;
};

export type AddProgress = {
  readonly done: number;
  readonly total: number;
  readonly path: string;
  /** The share of the current file that is read, in [0, 1]. */
  readonly fraction: number;
  /** Names the step that is under way, if it takes long. */
  readonly step?: string;
};

/** A file with pictures whose text can be recognized. */
export type Pictures = {
  readonly file: Incoming;
  /** How many of its pages are pictures; absent where all are. */
  readonly pages?: { readonly pictures: number; readonly all: number };
};

export type AddOutcome = { readonly path: string; readonly pictures?: Pictures } & (
  | { readonly state: 'added' | 'replaced' | 'unchanged'; readonly gone?: readonly Hit[] }
  | { readonly state: 'failed'; readonly reason: string; readonly needsPassword?: boolean }
);

export type LibraryState = {
  readonly documents: readonly DocumentRecord[];
  readonly chunks: number;
};
