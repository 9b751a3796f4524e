/** @file The contract of all parsers: a parser returns a document as a list of blocks in reading order. */
import type { BlockSpan } from '../../shared/library-data';
import type { Recognize } from './recognition';

export type ParsedLine = {
  /** `start` and `end` are a range of the block's text; `box` is left, bottom, width and height in PDF units. */
  readonly start: number;
  readonly end: number;
  readonly box: readonly [number, number, number, number];
  /** The direction of the text, as in `LineBox`. */
  readonly angle?: number;
};

export type Block = Omit<BlockSpan, 'start' | 'end'> & {
  readonly text: string;
  /** The name of the section that contains the block when no heading names it, such as a function in source code. */
  readonly section?: string;
  readonly lines?: readonly ParsedLine[];
};

/** A file within a file, such as an attachment of a message. It becomes a document of its own. */
export type InnerFile = { readonly name: string; readonly file: Blob };

export type Parsed = {
  readonly blocks: readonly Block[];
  readonly pages?: number;
  readonly attachments?: readonly InnerFile[];
  /** The pages whose text was recognized in pictures, from 1. */
  readonly recognizedPages?: readonly number[];
  /** How many pages are pictures without text, which recognition may read. */
  readonly picturePages?: number;
};

export type ParseContext = {
  /** The path of the file, whose extension may tell variants of a kind apart. */
  readonly path?: string;
  /** The password that a person typed for the file. */
  readonly password?: string | undefined;
  /** Recognizes text in pictures; only given when a person asked for it. */
  readonly recognize?: Recognize | undefined;
  /** Whether a person can ask for recognition, so that looking for pictures without text is of use. */
  readonly canRecognize?: boolean;
  readonly signal: AbortSignal;
  /** Receives the share of the file that is parsed, in [0, 1], and what is done, if that takes long. */
  readonly onProgress: (fraction: number, step?: string) => void;
};

/** Parses one kind of file. Throws `UnreadableFileError` with a message for the reader when the file cannot be read. */
export type Parser = (file: Blob, context: ParseContext) => Promise<Parsed>;

/**
 * A file that cannot be read. The message is a sentence without a final period, shown to the person who added the file.
 */
export class UnreadableFileError extends Error {
  override readonly name = 'UnreadableFileError';
}

/** A file that a password may open. */
export class PasswordNeededError extends UnreadableFileError {}

/** A file whose text is in pictures, so that it can be read only by recognizing text. */
export class RecognitionNeededError extends UnreadableFileError {}

/** The error for an image whose text nobody has asked to recognize. */
export function unreadImage(): RecognitionNeededError {
  return new RecognitionNeededError('It is an image; text recognition (OCR) can read what is written in it');
}
