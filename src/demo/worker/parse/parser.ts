/** @file What every parser gives: a document as a list of blocks, in reading order. */
import type { BlockSpan } from '../../shared/library-data';

export type ParsedLine = {
  /** Range of the block's text. */
  readonly start: number;
  readonly end: number;
  readonly box: readonly [number, number, number, number];
};

export type Block = Omit<BlockSpan, 'start' | 'end'> & {
  readonly text: string;
  /** Opens a section of this name without being a heading: a function in source code. */
  readonly section?: string;
  readonly lines?: readonly ParsedLine[];
};

export type Parsed = { readonly blocks: readonly Block[]; readonly pages?: number };

export type ParseContext = {
  readonly signal: AbortSignal;
  /** Called with the share that is done, in [0, 1]. */
  readonly onProgress: (fraction: number) => void;
};

/** Reads one kind of file. Throws `UnreadableFileError` for what the reader should know of the file. */
export type Parser = (file: Blob, context: ParseContext) => Promise<Parsed>;

/** A file that cannot be read, with the reason in words for the person who added it. */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}
